using System.Globalization;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>RDATA of a type that is carried without being understood (RFC 3597).</summary>
public readonly ref struct OpaqueRecord(RecordType type, ReadOnlySpan<byte> data) : IRecordData
{
    public RecordType Type { get; } = type;

    public ReadOnlySpan<byte> Data { get; } = data;

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteBytes(Data);

    /// <summary>RFC 3597 §5: \# LENGTH HEX.</summary>
    public override string ToString() => Data.IsEmpty
        ? @"\# 0"
        : string.Create(CultureInfo.InvariantCulture, $@"\# {Data.Length} {Convert.ToHexString(Data)}");
}
