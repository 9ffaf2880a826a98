using System.Net;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>A: an IPv4 address (RFC 1035 §3.4.1).</summary>
/// <param name="address">4 octets in network order.</param>
public readonly ref struct ARecord(ReadOnlySpan<byte> address) : IRecordData
{
    public const int Length = 4;

    public RecordType Type => RecordType.A;

    public ReadOnlySpan<byte> Address { get; } = address;

    public static bool TryRead(in DnsRecord record, out ARecord data)
    {
        bool fits = record.DataLength == Length;
        data = fits ? new ARecord(record.Data) : default;
        return fits;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteBytes(Address);

    public override string ToString() => new IPAddress(Address).ToString();
}
