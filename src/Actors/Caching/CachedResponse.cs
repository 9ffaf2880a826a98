using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Actors.Caching;

/// <summary>Makes the response for one client out of a cached entry: a copy and a few patches.</summary>
internal static class CachedResponse
{
    /// <summary>What our own OPT records offer: no fragments on any path (dnsmasq's edns-packet-max, DNS flag day 2020).</summary>
    public const int UdpPayloadSize = 1232;

    /// <summary>RFC 8767 §4: the TTL of stale data, in seconds.</summary>
    public const uint StaleTtl = 30;

    private const int FlagsOffset = 2;
    private const int CountsOffset = 4;

    /// <summary>True while the entry may be given out without asking anybody.</summary>
    public static bool IsFresh(in EntryHeader header, uint now) => Age(header, now) < header.Lifetime;

    /// <summary>Seconds since the entry was stored. A clock that was set back makes it young again, never negative.</summary>
    public static uint Age(in EntryHeader header, uint now) => now > header.StoredAt ? now - header.StoredAt : 0;

    /// <summary>Writes the response and returns its length.</summary>
    /// <param name="entry">As <see cref="CacheTable"/> gave it.</param>
    /// <param name="query">The client's message, at least up to the end of the question.</param>
    /// <param name="facts">What was read of it.</param>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    /// <param name="response">At least <see cref="QuestionFacts.ResponseBytesMax"/> bytes.</param>
    /// <param name="ttlMax">Larger TTLs are lowered to this.</param>
    public static int Write(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> query, in QuestionFacts facts, uint now, Span<byte> response, uint ttlMax = uint.MaxValue)
    {
        EntryHeader header = EntryHeader.Read(entry);
        int length = header.MessageLength;
        int optLength = facts.OptLength;
        ReadOnlySpan<byte> message = entry.Slice(EntryHeader.Length, length);
        Rcode rcode = (Rcode)(message[FlagsOffset + 1] & 0xF);
        if (rcode == Rcode.NxDomain && facts.IsKnownName) rcode = Rcode.NoError;
        DnsFlags flags = new DnsFlags(BinaryPrimitives.ReadUInt16BigEndian(query[FlagsOffset..])).ToResponse(rcode);

        if (length + optLength > facts.ResponseBytesMax)
        {
            flags = flags.With(DnsFlags.Truncated); // RFC 2181 §9: the client throws away what came with TC, so nothing comes with it
            length = DnsHeader.Size + facts.QuestionLength;
            message[..DnsHeader.Size].CopyTo(response);
            BinaryPrimitives.WriteUInt32BigEndian(response[(CountsOffset + 2)..], 0); // no answer, no authority
        }
        else
        {
            message.CopyTo(response);
            CountDown(entry, header, now, ttlMax, response);
        }

        query[..FlagsOffset].CopyTo(response);
        BinaryPrimitives.WriteUInt16BigEndian(response[FlagsOffset..], flags.Value);
        query.Slice(DnsHeader.Size, facts.QuestionLength).CopyTo(response[DnsHeader.Size..]); // in the client's letter case
        if (!facts.HasEdns) return length;
        response[DnsHeader.Size - 1] = 1; // ARCOUNT
        return length + WriteOpt(entry, facts, response[length..facts.ResponseBytesMax]);
    }

    /// <summary>Writes the OPT record of a response, which the message's ARCOUNT must count, and returns its length.</summary>
    /// <param name="entry">That answers.</param>
    /// <param name="facts">Of a query with EDNS.</param>
    /// <param name="opt">What the message may still take: at least <see cref="QuestionFacts.OptLength"/>.</param>
    public static int WriteOpt(ReadOnlySpan<byte> entry, in QuestionFacts facts, Span<byte> opt)
    {
        EntryHeader header = EntryHeader.Read(entry);
        int length = facts.WriteOpt(opt, UdpPayloadSize);
        return (header.Flags & (EntryFlags.Stale | EntryFlags.ReasonMask | EntryFlags.Explained)) == 0 ? length : length + Explain(entry, header, opt);
    }

    /// <summary>What upstream has said about the answer, as <see cref="UpstreamErrors"/>; empty when it has said nothing.</summary>
    public static ReadOnlySpan<byte> ErrorsIn(ReadOnlySpan<byte> entry, in EntryHeader header) => (header.Flags & EntryFlags.Explained) == 0
        ? default
        : entry.Slice(header.ErrorsAt + sizeof(ushort), MemoryMarshal.Read<ushort>(entry[header.ErrorsAt..]));

    // What we have to say goes before what upstream had.
    private static int Explain(ReadOnlySpan<byte> entry, in EntryHeader header, Span<byte> opt)
    {
        int added = (header.Flags & (EntryFlags.Stale | EntryFlags.ReasonMask)) == 0 ? 0 : AppendReason(header, opt);
        ReadOnlySpan<byte> errors = ErrorsIn(entry, header);
        return errors.IsEmpty ? added : added + UpstreamErrors.AppendTo(opt, errors);
    }

    // RFC 8914 §4: whoever wonders learns why the answer is not what it could be.
    private static int AppendReason(in EntryHeader header, Span<byte> opt)
    {
        ExtendedErrorCode code = header.Reason switch
        {
            EntryReason.Blocked => ExtendedErrorCode.Blocked,
            EntryReason.Filtered => ExtendedErrorCode.Filtered,
            EntryReason.Forged => ExtendedErrorCode.ForgedAnswer,
            EntryReason.Unreachable => ExtendedErrorCode.NoReachableAuthority,
            EntryReason.NetworkError => ExtendedErrorCode.NetworkError,
            EntryReason.Unanswered => ExtendedErrorCode.Other,
            _ => header.Kind == EntryKind.NxDomain ? ExtendedErrorCode.StaleNxdomainAnswer : ExtendedErrorCode.StaleAnswer,
        };
        return new ExtendedError(code, code == ExtendedErrorCode.Other ? "upstream servers reply with errors"u8 : default).AppendTo(opt);
    }

    /// <summary>Seconds for which the entry was good when it came: its smallest TTL.</summary>
    public static uint OriginalLifetime(ReadOnlySpan<byte> entry)
    {
        EntryHeader header = EntryHeader.Read(entry);
        uint smallest = header.TtlCount == 0 ? 0 : uint.MaxValue;
        foreach (ushort offset in TtlOffsets(entry, header))
            smallest = Math.Min(smallest, BinaryPrimitives.ReadUInt32BigEndian(entry[(EntryHeader.Length + offset)..]));
        return smallest;
    }

    private static void CountDown(ReadOnlySpan<byte> entry, in EntryHeader header, uint now, uint ttlMax, Span<byte> response)
    {
        uint age = Age(header, now);
        bool isStale = (header.Flags & EntryFlags.Stale) != 0;
        foreach (ushort offset in TtlOffsets(entry, header))
        {
            Span<byte> ttl = response[offset..];
            uint stored = BinaryPrimitives.ReadUInt32BigEndian(ttl);
            BinaryPrimitives.WriteUInt32BigEndian(ttl, Math.Min(ttlMax, isStale ? StaleTtl : stored > age ? stored - age : 0));
        }
    }

    private static ReadOnlySpan<ushort> TtlOffsets(ReadOnlySpan<byte> entry, in EntryHeader header) =>
        MemoryMarshal.Cast<byte, ushort>(entry[header.TtlsAt..])[..header.TtlCount];
}
