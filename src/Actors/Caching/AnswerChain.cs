using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// The names that an answer section may speak of: the question's, and what CNAME records make of it (RFC 1034 §3.6.2). Whatever
/// belongs to other names was not asked for.
/// </summary>
internal ref struct AnswerChain
{
    /// <summary>Names in the longest chain that is followed; one more than the names that are taken.</summary>
    public const int NamesMax = 33;

    private readonly ReadOnlySpan<byte> _message;
    private readonly RecordType _type;
    private readonly Span<int> _offsets; // where each name stands in the message
    private int _count;

    /// <param name="message">A checked question stands behind its header.</param>
    /// <param name="type">Of the question.</param>
    /// <param name="offsets">Room for <see cref="NamesMax"/>.</param>
    public AnswerChain(ReadOnlySpan<byte> message, RecordType type, Span<int> offsets)
    {
        _message = message;
        _type = type;
        _offsets = offsets;
        _offsets[0] = DnsHeader.Size;
        _count = 1;
    }

    /// <summary>True when a record of the type asked for was found at one of the names.</summary>
    public bool IsAnswered { get; private set; }

    public readonly bool IsTooLong => _count == NamesMax;

    /// <summary>How many names are known: grows while records are taken.</summary>
    public readonly int Count => _count;

    /// <summary>The name that the chain has come to.</summary>
    public readonly DnsName Last => NameAt(_count - 1);

    /// <summary>True when the record belongs to the answer, as far as the chain is known.</summary>
    public bool Takes(in DnsRecord record)
    {
        if (record.Type == RecordType.DNAME && _type != RecordType.DNAME) return IsAboveAny(record.Owner);
        bool isAsked = record.Type == _type || _type == RecordType.ANY;
        if (!isAsked && record.Type is not (RecordType.CNAME or RecordType.RRSIG)) return false;
        if (!Contains(record.Owner)) return false;
        IsAnswered |= isAsked;
        if (!isAsked && record.Type == RecordType.CNAME) Follow(record);
        return true;
    }

    private readonly bool Contains(DnsName name)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (NameAt(i).Equals(name)) return true;
        }

        return false;
    }

    private readonly bool IsAboveAny(DnsName ancestor)
    {
        Span<byte> above = stackalloc byte[DnsName.WireLengthMax], name = stackalloc byte[DnsName.WireLengthMax];
        above = above[..ancestor.CopyLowerTo(above)];
        for (int i = 0; i < _count; i++)
        {
            if (WireName.IsAtOrBelow(name[..NameAt(i).CopyLowerTo(name)], above)) return true;
        }

        return false;
    }

    private void Follow(in DnsRecord cname)
    {
        if (DnsName.Read(_message, cname.DataOffset, out DnsName target, out _) != DnsReadStatus.Ok) return;
        if (_count < NamesMax && !Contains(target)) _offsets[_count++] = cname.DataOffset;
    }

    private readonly DnsName NameAt(int index)
    {
        _ = DnsName.Read(_message, _offsets[index], out DnsName name, out _); // was checked when it was added
        return name;
    }
}
