using Polymasq.Protocols.Dns.Edns;

namespace Polymasq.Protocols.Dns;

/// <summary>
/// What a listener must know of a query, offsets into the datagram instead of copies. After a status other than
/// <see cref="DnsQueryStatus.Ok"/> it holds what was understood so far, enough for <see cref="DnsErrorResponse"/>.
/// </summary>
public readonly record struct DnsQuery
{
    /// <summary>The question's name stands right behind the header.</summary>
    public const int QnameOffset = DnsHeader.Size;

    public ushort Id { get; init; }

    public DnsFlags Flags { get; init; }

    /// <summary>Octets of the question's name, never compressed, root included; 0 when no question was understood.</summary>
    public int QnameLength { get; init; }

    public RecordType Type { get; init; }

    public RecordClass Class { get; init; }

    /// <summary>The OPT record; <see cref="EdnsFields.IsPresent"/> tells whether there was one.</summary>
    public EdnsFields Edns { get; init; }

    /// <summary>Bytes of name, type and class; 0 when no question was understood.</summary>
    public int QuestionLength => QnameLength == 0 ? 0 : QnameLength + 4;

    /// <summary>The largest response the client takes by UDP: 512 without EDNS, else what it says but at least 512 (RFC 6891 §6.2.3).</summary>
    public int UdpPayloadSize => Edns.UdpPayloadSize;
}
