using System.Buffers.Binary;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Reads the sections of a reply and decides where it may be cut off: an answer ends with its last record that was asked for, a
/// negative answer with its SOA, a signed one with its proof (RFC 4035 §3.1.3). The additional section never counts.
/// </summary>
internal ref struct ReplySections
{
    private readonly ReadOnlySpan<byte> _reply;
    private readonly Span<ushort> _ttlOffsets;
    private readonly bool _isSigned;
    private AnswerChain _chain;
    private int _authorityRead;

    /// <param name="reply">The question behind its header was compared with ours.</param>
    /// <param name="key">What was asked.</param>
    /// <param name="chainRoom">Room for <see cref="AnswerChain.NamesMax"/>.</param>
    /// <param name="ttlOffsets">Takes the places of the TTLs; room for as many records as a message can hold.</param>
    public ReplySections(ReadOnlySpan<byte> reply, in QuestionKey key, Span<int> chainRoom, Span<ushort> ttlOffsets)
    {
        _reply = reply;
        _ttlOffsets = ttlOffsets;
        _isSigned = (key.Bits & KeyBits.DnssecOk) != 0;
        _chain = new AnswerChain(reply, (RecordType)BinaryPrimitives.ReadUInt16BigEndian(key.Question[^QuestionKey.FixedLength..]), chainRoom);
        End = DnsHeader.Size + key.Question.Length;
    }

    public Rcode Rcode { get; private set; }

    public int AnswerCount { get; private set; }

    public int AuthorityCount { get; private set; }

    /// <summary>Records before <see cref="End"/>.</summary>
    public readonly int RecordCount => AnswerCount + AuthorityCount;

    /// <summary>Where what is worth keeping ends.</summary>
    public int End { get; private set; }

    public bool HasSoa { get; private set; }

    /// <summary>The lesser of the SOA's TTL and its MINIMUM, in seconds.</summary>
    public uint SoaSeconds { get; private set; }

    /// <summary>The name, or the type at that name, does not exist. A chain of CNAMEs may lead there.</summary>
    public readonly bool IsNegative => Rcode == Rcode.NxDomain || (!_chain.IsAnswered && (AnswerCount == 0 || HasSoa));

    /// <summary>No answer, but servers to ask instead: from a server that does not recurse, of no use to a forwarder.</summary>
    public bool IsReferral { get; private set; }

    /// <summary>False when the message is broken, or its CNAMEs lead nowhere.</summary>
    public bool TryRead()
    {
        if (DnsMessageReader.Open(_reply, out DnsMessageReader reader) != DnsReadStatus.Ok) return false;
        if (reader.SkipQuestions() != DnsReadStatus.Ok) return false;
        Rcode = reader.Header.Flags.Rcode;
        if (!TryReadAnswers(ref reader) || _chain.IsTooLong) return false;
        if (!TryReadAuthority(ref reader)) return false;
        IsReferral = AnswerCount == 0 && !HasSoa && Rcode == Rcode.NoError && _authorityRead > 0 && !reader.Header.Flags.IsRecursionAvailable;
        return true;
    }

    // Aliases nearly always stand before what they point to. Where they do not, the section is read again with the names
    // that were learned, until nothing new is learned.
    private bool TryReadAnswers(ref DnsMessageReader reader)
    {
        DnsMessageReader start = reader;
        int namesBefore, strangers;
        do
        {
            namesBefore = _chain.Count;
            reader = start;
            if (!TryPassAnswers(ref reader, out strangers)) return false;
        }
        while (strangers > 0 && _chain.Count > namesBefore);

        return true;
    }

    private bool TryPassAnswers(ref DnsMessageReader reader, out int strangers)
    {
        strangers = 0;
        AnswerCount = 0;
        for (int i = 0; i < reader.Header.AnswerCount; i++)
        {
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) return false;
            bool isTaken = _chain.Takes(record);
            if (isTaken && strangers == 0) Keep(record, ++AnswerCount, reader.Offset);
            else strangers++; // nothing behind a stranger is kept: cutting it out would break the pointers behind it
        }

        return true;
    }

    private bool TryReadAuthority(ref DnsMessageReader reader)
    {
        bool wantsProof = _isSigned && _chain.IsAnswered;
        bool isWhole = AnswerCount == reader.Header.AnswerCount; // otherwise what stands between would be kept with it
        for (int i = 0; i < reader.Header.AuthorityCount; i++)
        {
            if (reader.ReadRecord(out DnsRecord record) != DnsReadStatus.Ok) return false;
            _authorityRead++;
            if (!isWhole) continue;
            _ttlOffsets[AnswerCount + i] = (ushort)record.TtlOffset;
            bool isProof = _isSigned && record.Type is RecordType.NSEC or RecordType.NSEC3 or RecordType.RRSIG;
            bool isSoa = record.Type == RecordType.SOA && TryReadSoa(record);
            if ((isSoa && !_chain.IsAnswered) || (isProof && (wantsProof || !_chain.IsAnswered))) Keep(record, i + 1, reader.Offset, isAuthority: true);
        }

        return true;
    }

    private void Keep(in DnsRecord record, int count, int end, bool isAuthority = false)
    {
        if (isAuthority) AuthorityCount = count;
        else _ttlOffsets[count - 1] = (ushort)record.TtlOffset;
        End = end;
    }

    private bool TryReadSoa(in DnsRecord record)
    {
        // RFC 1035 §3.3.13: two names, then SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM of four bytes each.
        if (record.DataLength < 22) return false;
        uint minimum = BinaryPrimitives.ReadUInt32BigEndian(record.Data[^4..]);
        HasSoa = true;
        SoaSeconds = Math.Min((uint)record.TtlSeconds, minimum > int.MaxValue ? 0 : minimum);
        return true;
    }
}
