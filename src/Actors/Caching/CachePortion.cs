using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Caching;

/// <summary>Gives entries from before a restart back to the shard that owns them. Ask for one after the other: queries come between.</summary>
/// <param name="Portion">Of this shard.</param>
/// <param name="ReplyTo">Gets how many were stored: not those that are known by now, or that find no room.</param>
public sealed record CacheRestore(CachePortion Portion, ReplyTo<int> ReplyTo);

/// <summary>Entries of one shard, few enough that a query behind them does not wait noticeably.</summary>
public sealed class CachePortion
{
    /// <summary>Entries in the largest portion.</summary>
    public const int EntriesMax = 256;

    private const int BytesMax = CacheTable.EntryBytesMax; // below what the runtime takes for a large object

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BytesMax);
    private int _length;

    internal CachePortion(int shard) => Shard = shard;

    /// <summary>See <see cref="CacheShards.ActorOf"/>.</summary>
    public int Shard { get; }

    /// <summary>Entries in it.</summary>
    public int Count { get; private set; }

    internal bool TryAdd(ReadOnlySpan<byte> entry, ulong hash)
    {
        if (Count == EntriesMax || entry.Length > BytesMax - _length) return false;
        Span<byte> copy = _bytes.AsSpan(_length);
        entry.CopyTo(copy);
        (EntryHeader.Read(entry) with { Hash = hash }).Write(copy);
        _length += entry.Length;
        Count++;
        return true;
    }

    /// <param name="filter">What it would change is left out: it was stored under another one.</param>
    /// <param name="scratch">Room for the longest entry.</param>
    internal int RestoreTo(CacheTable table, AnswerFilter filter, Span<byte> scratch)
    {
        int restored = 0;
        for (int at = 0; at < _length;)
        {
            ReadOnlySpan<byte> entry = _bytes.AsSpan(at, EntryHeader.Read(_bytes.AsSpan(at)).Bytes);
            if (FilterSweep.IsUntouched(entry, filter, scratch) && table.TryRestore(entry)) restored++;
            at += entry.Length;
        }

        return restored;
    }
}
