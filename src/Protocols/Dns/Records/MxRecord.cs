using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>MX: a host that takes mail for the owner, lower preference first (RFC 1035 §3.3.9).</summary>
public readonly ref struct MxRecord(ushort preference, DnsName exchange) : IRecordData
{
    public RecordType Type => RecordType.MX;

    public ushort Preference { get; } = preference;

    public DnsName Exchange { get; } = exchange;

    public static bool TryRead(in DnsRecord record, out MxRecord data)
    {
        data = default;
        if (RecordLayout.Check(record) != DnsReadStatus.Ok) return false;
        DnsName.Read(record.UpToDataEnd, record.DataOffset + 2, out DnsName exchange, out _);
        data = new MxRecord(BinaryPrimitives.ReadUInt16BigEndian(record.Data), exchange);
        return true;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteUInt16(Preference) && writer.TryWriteName(Exchange);

    public override string ToString() => $"{Preference} {Exchange.ToString()}";
}
