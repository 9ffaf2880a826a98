using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>What became of an upstream's reply.</summary>
internal enum EntryVerdict : byte
{
    /// <summary>Broken, or no answer to the question at all: another server must be asked.</summary>
    Unusable,

    /// <summary>Answers those who wait and is not kept.</summary>
    AnswerOnly,

    /// <summary>Answers those who wait and is kept for its lifetime.</summary>
    Cacheable,
}

/// <summary>
/// Turns an upstream's reply into an entry: what was not asked for, OPT and the additional section are left out, TTLs are
/// brought within their limits and their places noted. One for each shard; the entry is good until the next one is written.
/// </summary>
internal sealed class EntryWriter(TtlLimits limits, AnswerFilter filter)
{
    private const int RecordsMax = ushort.MaxValue / (DnsRecord.FixedLength + 1);
    private const int CountsOffset = 4;

    private readonly byte[] _entry = new byte[EntryHeader.TtlsAfter(ushort.MaxValue) + (RecordsMax * sizeof(ushort)) + sizeof(ushort) + UpstreamErrors.LengthMax + EntryHeader.UnitLength];
    private readonly ushort[] _ttlOffsets = new ushort[RecordsMax];
    private TtlLimits _limits;
    private readonly byte[] _errors = new byte[UpstreamErrors.LengthMax];
    private int _ttlCount;
    private int _errorsLength;
    private int _length;

    /// <summary>What the filter made of the reply that was written last.</summary>
    public FilterOutcome Outcome { get; private set; }

    /// <summary>What was written last.</summary>
    public ReadOnlySpan<byte> Entry => _entry.AsSpan(0, _length);

    private Span<byte> Message => _entry.AsSpan(EntryHeader.Length);

    /// <summary>Writes the entry of a reply with NOERROR or NXDOMAIN.</summary>
    /// <param name="reply">Its question was compared with ours, byte for byte.</param>
    /// <param name="key">What was asked.</param>
    /// <param name="now">Seconds since 1970 by the protocol's clock.</param>
    /// <param name="isFromPeer">Another gateway has raised what is too short, and from then on time counts.</param>
    /// <param name="by">The server, as its errors shall name it; empty when they name one already.</param>
    public EntryVerdict Write(ReadOnlySpan<byte> reply, in QuestionKey key, uint now, bool isFromPeer = false, string by = "")
    {
        _limits = isFromPeer ? limits with { MinSeconds = 0 } : limits;
        ReplySections sections = new(reply, key, stackalloc int[AnswerChain.NamesMax], _ttlOffsets);
        if (!sections.TryRead()) return EntryVerdict.Unusable;
        if (sections.IsReferral) return EntryVerdict.Unusable;

        _ttlCount = sections.RecordCount;
        reply[..sections.End].CopyTo(Message);
        WriteMessageHeader(sections);
        Outcome = filter.Apply(Message[..sections.End], key.Question[..^QuestionKey.FixedLength], isFromPeer, out int kept, out int end);
        if (Outcome is FilterOutcome.Cut or FilterOutcome.Bogus or FilterOutcome.Rebinding) return WriteFiltered(sections, key, kept, end, now);
        ReplyOptions options = ReplyOptions.Of(reply);
        _errorsLength = options.Data.IsEmpty ? 0 : UpstreamErrors.Collect(options.Data, by, _errors);
        uint lifetime = sections.IsNegative ? LimitNegative(sections) : LimitTtls(sections.AnswerCount);
        EntryKind kind = !sections.IsNegative ? EntryKind.Positive : sections.Rcode == Rcode.NxDomain ? EntryKind.NxDomain : EntryKind.NoData;
        Finish(key, kind, sections.End, lifetime, now, Outcome == FilterOutcome.Rewritten ? EntryReason.Forged : EntryReason.None);
        // RFC 2308 §5: a negative answer without SOA should not be kept, since nothing says for how long it is true.
        return lifetime == 0 || (sections.IsNegative && !sections.HasSoa) ? EntryVerdict.AnswerOnly : EntryVerdict.Cacheable;
    }

    /// <summary>Writes the entry that says that nobody could answer.</summary>
    /// <param name="errors">What upstream servers have said about it, as <see cref="UpstreamErrors"/>.</param>
    public void WriteFailure(in QuestionKey key, uint lifetime, uint now, EntryReason reason = EntryReason.None, ReadOnlySpan<byte> errors = default)
    {
        _ttlCount = 0;
        errors.CopyTo(_errors);
        _errorsLength = errors.Length;
        new DnsHeader(0, new DnsFlags(DnsFlags.Response).With(Rcode.ServFail), QuestionCount: 1).Write(Message);
        key.Question.CopyTo(Message[DnsHeader.Size..]);
        Finish(key, EntryKind.Failure, DnsHeader.Size + key.Question.Length, lifetime, now, reason);
    }

    private void WriteMessageHeader(in ReplySections sections) => WriteMessageHeader(sections.Rcode, sections.AnswerCount, sections.AuthorityCount);

    private void WriteMessageHeader(Rcode rcode, int answers, int authority)
    {
        new DnsHeader(0, new DnsFlags(DnsFlags.Response).With(rcode), QuestionCount: 1, (ushort)answers, (ushort)authority).Write(Message);
    }

    // What is left over of the answer is kept for as long as the answer would have been: the next one would look the same.
    private EntryVerdict WriteFiltered(in ReplySections sections, in QuestionKey key, int kept, int end, uint now)
    {
        _errorsLength = 0; // what upstream thinks of an answer that is not given out is nobody's concern
        uint lifetime = Math.Min(LimitTtls(sections.AnswerCount), _limits.NegativeMaxSeconds);
        bool isCut = Outcome == FilterOutcome.Cut;
        Rcode rcode = Outcome == FilterOutcome.Bogus ? Rcode.NxDomain : sections.Rcode;
        _ttlCount = isCut ? kept : 0;
        WriteMessageHeader(rcode, _ttlCount, authority: 0);
        Finish(key, rcode == Rcode.NxDomain ? EntryKind.NxDomain : EntryKind.NoData, isCut ? end : DnsHeader.Size + key.Question.Length,
            lifetime, now, isCut ? EntryReason.Filtered : EntryReason.Blocked);
        return lifetime == 0 ? EntryVerdict.AnswerOnly : EntryVerdict.Cacheable;
    }

    private void Finish(in QuestionKey key, EntryKind kind, int messageLength, uint lifetime, uint now, EntryReason reason)
    {
        key.Question.CopyTo(Message[DnsHeader.Size..]); // in lower case, whatever case we asked in
        int ttlsAt = EntryHeader.TtlsAfter(messageLength);
        MemoryMarshal.AsBytes(_ttlOffsets.AsSpan(0, _ttlCount)).CopyTo(_entry.AsSpan(ttlsAt));
        int end = ttlsAt + (_ttlCount * sizeof(ushort));
        if (_errorsLength > 0) end += WriteErrors(_entry.AsSpan(end));
        int units = (end + EntryHeader.UnitLength - 1) / EntryHeader.UnitLength;
        _length = units * EntryHeader.UnitLength;
        new EntryHeader
        {
            Units = (ushort)units, MessageLength = (ushort)messageLength, StoredAt = now, Lifetime = lifetime,
            TtlCount = (ushort)_ttlCount, Kind = kind, Flags = (EntryFlags)key.Bits | EntryHeader.FlagsOf(reason) | (_errorsLength > 0 ? EntryFlags.Explained : 0), Hash = key.Hash,
        }.Write(_entry);
    }

    private int WriteErrors(Span<byte> destination)
    {
        MemoryMarshal.Write(destination, (ushort)_errorsLength);
        _errors.AsSpan(0, _errorsLength).CopyTo(destination[sizeof(ushort)..]);
        return sizeof(ushort) + _errorsLength;
    }

    /// <summary>Brings all TTLs within the limits and returns the smallest of the first <paramref name="answers"/>.</summary>
    private uint LimitTtls(int answers)
    {
        uint smallest = uint.MaxValue;
        for (int i = 0; i < _ttlCount; i++)
        {
            Span<byte> ttl = Message[_ttlOffsets[i]..];
            uint seconds = BinaryPrimitives.ReadUInt32BigEndian(ttl);
            seconds = _limits.Clamp(seconds > int.MaxValue ? 0 : seconds); // RFC 2181 §8
            BinaryPrimitives.WriteUInt32BigEndian(ttl, seconds);
            if (i < answers) smallest = Math.Min(smallest, seconds);
        }

        return smallest == uint.MaxValue ? 0 : smallest;
    }

    // RFC 2308 §3, §5: a negative answer lives for the lesser of the SOA's TTL and its MINIMUM, and no longer than the
    // CNAMEs that led to it. All its records are given that TTL, so that nobody downstream keeps it for longer.
    private uint LimitNegative(in ReplySections sections)
    {
        uint lifetime = sections.HasSoa ? Math.Min(_limits.Clamp(sections.SoaSeconds), _limits.NegativeMaxSeconds) : 0;
        if (sections.AnswerCount > 0) lifetime = Math.Min(lifetime, LimitTtls(sections.AnswerCount));
        for (int i = sections.AnswerCount; i < _ttlCount; i++)
            BinaryPrimitives.WriteUInt32BigEndian(Message[_ttlOffsets[i]..], lifetime);
        return lifetime;
    }
}
