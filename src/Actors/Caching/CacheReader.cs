using System.Buffers.Binary;
using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Walks a table bucket by bucket for people who want to see or clear it. The owner's thread only.</summary>
internal static class CacheReader
{
    /// <summary>Buckets of one page: well below a millisecond.</summary>
    private const int BucketsPerPage = 1024;

    public static CachePage Read(CacheTable table, CacheShow request, uint now)
    {
        ImmutableArray<CacheEntryInfo>.Builder found = ImmutableArray.CreateBuilder<CacheEntryInfo>();
        int end = EndOf(table, request.Cursor);
        for (int bucket = request.Cursor; bucket < end; bucket++)
        {
            for (int slot = 0; slot < CacheBucket.SlotCount; slot++)
            {
                ReadOnlySpan<byte> entry = table.EntryAt(bucket, slot);
                if (!entry.IsEmpty && IsOf(entry, request.Name)) found.Add(Describe(entry, now));
            }
        }

        return new CachePage(found.ToImmutable(), end < table.Index.BucketCount ? end : null);
    }

    public static CacheFlushed Flush(CacheTable table, CacheFlush request)
    {
        int before = table.Count;
        if (request.Name is null)
        {
            table.Clear();
            return new CacheFlushed(before, null);
        }

        int end = EndOf(table, request.Cursor);
        for (int bucket = request.Cursor; bucket < end; bucket++)
        {
            for (int slot = 0; slot < CacheBucket.SlotCount; slot++)
            {
                ReadOnlySpan<byte> entry = table.EntryAt(bucket, slot);
                if (!entry.IsEmpty && IsOf(entry, request.Name)) table.RemoveAt(bucket, slot);
            }
        }

        return new CacheFlushed(before - table.Count, end < table.Index.BucketCount ? end : null);
    }

    private static int EndOf(CacheTable table, int cursor) =>
        Math.Min(Math.Max(cursor, 0) + BucketsPerPage, table.Index.BucketCount);

    private static bool IsOf(ReadOnlySpan<byte> entry, byte[]? name) => name is null || QuestionOf(entry).StartsWith(name);

    private static ReadOnlySpan<byte> QuestionOf(ReadOnlySpan<byte> entry) => entry[(EntryHeader.Length + DnsHeader.Size)..];

    private static CacheEntryInfo Describe(ReadOnlySpan<byte> entry, uint now)
    {
        EntryHeader header = EntryHeader.Read(entry);
        bool isStale = (header.Flags & EntryFlags.Stale) != 0;
        long age = CachedResponse.Age(header, now);
        ReadOnlySpan<byte> question = QuestionOf(entry);
        _ = DnsName.Read(question, 0, out DnsName name, out int length); // was checked when it was asked
        return new CacheEntryInfo(
            DnsNameText.FormatRelative(name),
            (RecordType)BinaryPrimitives.ReadUInt16BigEndian(question[length..]),
            (RecordClass)BinaryPrimitives.ReadUInt16BigEndian(question[(length + 2)..]),
            header.Kind,
            (isStale ? CachedResponse.OriginalLifetime(entry) : header.Lifetime) - age,
            isStale && age < header.Lifetime ? header.Lifetime - age : null,
            (header.Bits & KeyBits.DnssecOk) != 0,
            (header.Bits & KeyBits.CheckingDisabled) != 0,
            header.Bytes,
            CacheExplanation.WordOf(header.Reason));
    }
}
