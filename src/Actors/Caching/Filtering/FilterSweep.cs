using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching.Filtering;

/// <summary>
/// After the filters have changed: walks the table, a little at a time, and drops what they would make something else of, and what
/// the ones before had changed. So the cache need not be emptied, and nothing is given out that should not be.
/// </summary>
internal sealed class FilterSweep(CacheTable table)
{
    private const int BucketsPerStep = 1024; // below a millisecond

    private readonly byte[] _copy = new byte[CacheTable.EntryBytesMax];
    private AnswerFilter _filter = AnswerFilter.None;
    private int _next = int.MaxValue;

    public bool IsUnderWay => _next < table.Index.BucketCount;

    public void Begin(AnswerFilter filter) => (_filter, _next) = (filter, 0);

    /// <summary>Looks at the next part of the table, if there is one.</summary>
    public void Step()
    {
        int end = Math.Min(_next, table.Index.BucketCount - BucketsPerStep) + BucketsPerStep;
        for (; _next < end; _next++)
        {
            for (int slot = 0; slot < CacheBucket.SlotCount; slot++)
            {
                ReadOnlySpan<byte> entry = table.EntryAt(_next, slot);
                if (!entry.IsEmpty && !IsUntouched(entry, _filter, _copy)) table.RemoveAt(_next, slot);
            }
        }

        if (!IsUnderWay) _next = int.MaxValue;
    }

    /// <summary>Whether an entry is what upstream has answered, and the filter leaves it so.</summary>
    /// <param name="scratch">Room for the longest entry.</param>
    public static bool IsUntouched(ReadOnlySpan<byte> entry, AnswerFilter filter, Span<byte> scratch)
    {
        EntryHeader header = EntryHeader.Read(entry);
        if (header.Reason is EntryReason.Blocked or EntryReason.Filtered or EntryReason.Forged) return false;
        if (filter.IsIdle || header.Kind == EntryKind.Failure) return true;
        Span<byte> message = scratch[..header.MessageLength];
        entry.Slice(EntryHeader.Length, header.MessageLength).CopyTo(message);
        if (DnsName.Read(message, DnsHeader.Size, out _, out int nameLength) != DnsReadStatus.Ok) return false;
        return filter.Apply(message, message.Slice(DnsHeader.Size, nameLength), keepsAddresses: false, out _, out _) == FilterOutcome.Unchanged;
    }
}
