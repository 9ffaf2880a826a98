using System.Runtime.InteropServices;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Looks at entries that have been outside the process, where anything may have happened to them.</summary>
internal static class StoredEntry
{
    private const EntryFlags Known = EntryFlags.Lasting | EntryFlags.Refreshing | EntryFlags.Stale;
    private const int QuestionAt = EntryHeader.Length + DnsHeader.Size;

    /// <summary>Whether the entry may be given out, now or as a stale answer later.</summary>
    /// <param name="entry">A sound one.</param>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    /// <param name="serveStaleSeconds">See <see cref="CacheShardSettings.ServeStaleSeconds"/>.</param>
    public static bool IsWorthKeeping(ReadOnlySpan<byte> entry, uint now, uint serveStaleSeconds)
    {
        EntryHeader header = EntryHeader.Read(entry);
        // What a filter has changed is asked for anew: there may be another filter by then.
        if (header.Kind == EntryKind.Failure || header.Reason != EntryReason.None) return false;
        return CachedResponse.IsFresh(header, now)
            || CachedResponse.Age(header, now) < (ulong)CachedResponse.OriginalLifetime(entry) + serveStaleSeconds;
    }

    /// <summary>Checks everything that is believed of an entry when a response is made of it.</summary>
    /// <param name="entry">Bytes that claim to be one.</param>
    /// <param name="questionLength">Name, type and class.</param>
    public static bool IsSound(ReadOnlySpan<byte> entry, out int questionLength)
    {
        questionLength = 0;
        if (entry.Length < QuestionAt) return false;
        EntryHeader header = EntryHeader.Read(entry);
        if (header.Bytes != entry.Length || header.Kind >= EntryKind.Failure || (header.Flags & ~Known) != 0) return false;
        if (header.MessageLength < DnsHeader.Size || header.TtlsAt + (header.TtlCount * sizeof(ushort)) > entry.Length) return false;
        ReadOnlySpan<byte> message = entry.Slice(EntryHeader.Length, header.MessageLength);
        if ((header.Flags & EntryFlags.Explained) != 0 && !HasSoundErrors(entry[header.ErrorsAt..])) return false;
        if (!TryMeasureQuestion(message[DnsHeader.Size..], out questionLength)) return false;
        foreach (ushort offset in MemoryMarshal.Cast<byte, ushort>(entry[header.TtlsAt..])[..header.TtlCount])
        {
            if (offset < DnsHeader.Size + questionLength || offset > message.Length - sizeof(uint)) return false;
        }

        return true;
    }

    private static bool HasSoundErrors(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < sizeof(ushort)) return false;
        int length = MemoryMarshal.Read<ushort>(rest);
        return rest.Length - sizeof(ushort) >= length && UpstreamErrors.AreSound(rest.Slice(sizeof(ushort), length));
    }

    // The name begins the question without compression and in lower case, or the entry would never be found.
    private static bool TryMeasureQuestion(ReadOnlySpan<byte> question, out int length)
    {
        length = 0;
        if (DnsName.Read(question, 0, out DnsName name, out int nameLength) != DnsReadStatus.Ok || nameLength != name.WireLength) return false;
        length = nameLength + QuestionKey.FixedLength;
        Span<byte> lower = stackalloc byte[DnsName.WireLengthMax];
        return length <= question.Length && question[..nameLength].SequenceEqual(lower[..name.CopyLowerTo(lower)]);
    }
}
