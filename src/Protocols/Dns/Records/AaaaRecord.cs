using System.Net;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>AAAA: an IPv6 address (RFC 3596 §2.2).</summary>
/// <param name="address">16 octets in network order.</param>
public readonly ref struct AaaaRecord(ReadOnlySpan<byte> address) : IRecordData
{
    public const int Length = 16;

    public RecordType Type => RecordType.AAAA;

    public ReadOnlySpan<byte> Address { get; } = address;

    public static bool TryRead(in DnsRecord record, out AaaaRecord data)
    {
        bool fits = record.DataLength == Length;
        data = fits ? new AaaaRecord(record.Data) : default;
        return fits;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteBytes(Address);

    public override string ToString() => new IPAddress(Address).ToString();
}
