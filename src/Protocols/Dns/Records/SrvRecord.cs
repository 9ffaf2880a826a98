using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>SRV: where a service of the owner's domain runs (RFC 2782).</summary>
/// <remarks>
/// <code>
/// 0 priority | 2 weight | 4 port | 6 target
/// </code>
/// </remarks>
public readonly ref struct SrvRecord(ushort priority, ushort weight, ushort port, DnsName target) : IRecordData
{
    public RecordType Type => RecordType.SRV;

    public ushort Priority { get; } = priority;

    public ushort Weight { get; } = weight;

    public ushort Port { get; } = port;

    public DnsName Target { get; } = target;

    public static bool TryRead(in DnsRecord record, out SrvRecord data)
    {
        data = default;
        if (RecordLayout.Check(record) != DnsReadStatus.Ok) return false;
        DnsName.Read(record.UpToDataEnd, record.DataOffset + 6, out DnsName target, out _);
        ReadOnlySpan<byte> numbers = record.Data;
        data = new SrvRecord(
            BinaryPrimitives.ReadUInt16BigEndian(numbers),
            BinaryPrimitives.ReadUInt16BigEndian(numbers[2..]),
            BinaryPrimitives.ReadUInt16BigEndian(numbers[4..]),
            target);
        return true;
    }

    // RFC 2782: the target must not be compressed.
    public bool TryWrite(ref DnsMessageWriter writer) =>
        writer.TryWriteUInt16(Priority) && writer.TryWriteUInt16(Weight) && writer.TryWriteUInt16(Port) && writer.TryWriteName(Target, compress: false);

    public override string ToString() => $"{Priority} {Weight} {Port} {Target.ToString()}";
}
