using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Sorts entries from before a restart by the shards that own them now: their number may be another one, and the hash has another
/// secret. For one thread.
/// </summary>
/// <param name="shards">The cache.</param>
/// <param name="serveStaleSeconds">See <see cref="CacheShardSettings.ServeStaleSeconds"/>.</param>
/// <param name="now">Seconds since 1970 by the protocol's clock.</param>
public sealed class CacheImport(CacheShards shards, uint serveStaleSeconds, uint now)
{
    private readonly CachePortion?[] _portions = new CachePortion?[shards.Count];
    private readonly byte[] _key = new byte[QuestionHasher.BufferLength];

    /// <summary>Entries left out because their time is over.</summary>
    public long Expired { get; private set; }

    /// <summary>Entries left out because they are none.</summary>
    public long Broken { get; private set; }

    /// <summary>The length of the entry that begins here, as it says itself; 0 when none does.</summary>
    public static int LengthOf(ReadOnlySpan<byte> start)
    {
        if (start.Length < EntryHeader.Length) return 0;
        int length = EntryHeader.Read(start).Bytes;
        return length is >= EntryHeader.Length and <= CacheTable.EntryBytesMax ? length : 0;
    }

    /// <summary>Takes an entry.</summary>
    /// <returns>A portion that is full now and should be given to its shard; usually null.</returns>
    public CachePortion? Add(ReadOnlySpan<byte> entry)
    {
        if (!StoredEntry.IsSound(entry, out int questionLength))
        {
            Broken++;
            return null;
        }

        if (!StoredEntry.IsWorthKeeping(entry, now, serveStaleSeconds))
        {
            Expired++;
            return null;
        }

        ulong hash = HashOf(entry, questionLength);
        int shard = shards.IndexOf(hash);
        CachePortion portion = _portions[shard] ??= new CachePortion(shard);
        if (portion.TryAdd(entry, hash)) return null;
        _portions[shard] = new CachePortion(shard);
        _portions[shard]!.TryAdd(entry, hash);
        return portion;
    }

    /// <summary>What is left at the end.</summary>
    public IEnumerable<CachePortion> TakeRest()
    {
        for (int shard = 0; shard < _portions.Length; shard++)
        {
            if (_portions[shard] is { } portion) yield return portion;
            _portions[shard] = null;
        }
    }

    private ulong HashOf(ReadOnlySpan<byte> entry, int questionLength)
    {
        entry.Slice(EntryHeader.Length + DnsHeader.Size, questionLength).CopyTo(_key);
        return shards.Hasher.ReadLower(_key, questionLength, EntryHeader.Read(entry).Bits).Hash;
    }
}
