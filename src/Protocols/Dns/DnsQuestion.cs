namespace Polymasq.Protocols.Dns;

/// <summary>One entry of the question section (RFC 1035 §4.1.2).</summary>
public readonly ref struct DnsQuestion
{
    public required DnsName Name { get; init; }
    public required RecordType Type { get; init; }
    public required RecordClass Class { get; init; }
}
