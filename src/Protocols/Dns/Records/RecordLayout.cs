using System.Buffers.Binary;
using System.Globalization;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>
/// Where names stand in the RDATA of the types that may bring compressed ones (RFC 1035 §4.1.4, RFC 3597 §4). A message of which
/// every record passed <see cref="Check"/> can be read, copied and shown without another look at its bounds.
/// </summary>
public static class RecordLayout
{
    // Octets before the names, number of names, octets behind them.
    private readonly record struct Shape(int Prefix, int Names, int Suffix);

    /// <summary>Ok when the RDATA has the layout of its type. Types not known here are opaque and always Ok.</summary>
    public static DnsReadStatus Check(in DnsRecord record) => record.Type switch
    {
        RecordType.A => OkIf(record.DataLength == ARecord.Length),
        RecordType.AAAA => OkIf(record.DataLength == AaaaRecord.Length),
        RecordType.TXT => OkIf(AreStrings(record.Data)),
        _ => TryGetShape(record.Type, out Shape shape) ? CheckNames(record, shape) : DnsReadStatus.Ok,
    };

    /// <summary>
    /// Copies RDATA with its names uncompressed, as it must be when it leaves its message. False when the RDATA is broken or does
    /// not fit: at most 2 × <see cref="DnsName.WireLengthMax"/> octets more than it has here.
    /// </summary>
    public static bool TryCopyUncompressed(in DnsRecord record, Span<byte> destination, out int length)
    {
        DnsMessageWriter writer = DnsMessageWriter.ForFragment(destination);
        bool isCopied = Check(record) == DnsReadStatus.Ok && TryCopy(record, ref writer, compress: false);
        length = isCopied ? writer.Length : 0;
        return isCopied;
    }

    /// <summary>Copies RDATA that passed <see cref="Check"/> into another message, names compressed where its type allows it.</summary>
    internal static bool TryCopy(in DnsRecord record, ref DnsMessageWriter writer, bool compress)
    {
        ReadOnlySpan<byte> data = record.Data;
        if (!TryGetShape(record.Type, out Shape shape)) return writer.TryWriteBytes(data);

        if (!writer.TryWriteBytes(data[..shape.Prefix])) return false;
        int offset = record.DataOffset + shape.Prefix;
        for (int i = 0; i < shape.Names; i++)
        {
            DnsName.Read(record.UpToDataEnd, offset, out DnsName name, out int length);
            if (!writer.TryWriteName(name, compress && MayCompress(record.Type))) return false;
            offset += length;
        }

        return writer.TryWriteBytes(data[^shape.Suffix..]);
    }

    /// <summary>RDATA of numbers and names as a zone file has it; null for other types, and when it is broken.</summary>
    internal static string? Format(in DnsRecord record)
    {
        if (!TryGetShape(record.Type, out Shape shape) || shape.Suffix != 0 || CheckNames(record, shape) != DnsReadStatus.Ok) return null;
        List<string> parts = [];
        for (int at = 0; at < shape.Prefix; at += sizeof(ushort))
            parts.Add(BinaryPrimitives.ReadUInt16BigEndian(record.Data[at..]).ToString(CultureInfo.InvariantCulture));
        int offset = record.DataOffset + shape.Prefix;
        for (int i = 0; i < shape.Names; i++)
        {
            DnsName.Read(record.UpToDataEnd, offset, out DnsName name, out int length);
            parts.Add(name.ToString());
            offset += length;
        }

        return string.Join(' ', parts);
    }

    /// <summary>RDATA that is one name and nothing else.</summary>
    internal static bool TryReadOnlyName(in DnsRecord record, out DnsName name) =>
        DnsName.Read(record.UpToDataEnd, record.DataOffset, out name, out int length) == DnsReadStatus.Ok && length == record.DataLength;

    private static DnsReadStatus CheckNames(in DnsRecord record, Shape shape)
    {
        if (record.DataLength < shape.Prefix + shape.Names + shape.Suffix) return DnsReadStatus.BadRecordData;
        int offset = record.DataOffset + shape.Prefix;
        for (int i = 0; i < shape.Names; i++)
        {
            DnsReadStatus status = DnsName.Read(record.UpToDataEnd, offset, out _, out int length);
            if (status != DnsReadStatus.Ok) return status;
            offset += length;
        }

        return OkIf(offset + shape.Suffix == record.DataOffset + record.DataLength);
    }

    private static bool TryGetShape(RecordType type, out Shape shape)
    {
        shape = type switch
        {
            RecordType.NS or RecordType.CNAME or RecordType.PTR or RecordType.DNAME => new Shape(0, 1, 0),
            RecordType.MD or RecordType.MF or RecordType.MB or RecordType.MG or RecordType.MR => new Shape(0, 1, 0),
            RecordType.SOA => new Shape(0, 2, SoaRecord.FixedLength),
            RecordType.MINFO or RecordType.RP => new Shape(0, 2, 0),
            RecordType.MX or RecordType.AFSDB or RecordType.RT or RecordType.KX => new Shape(2, 1, 0),
            RecordType.PX => new Shape(2, 2, 0),
            RecordType.SRV => new Shape(6, 1, 0),
            _ => default,
        };
        return shape.Names != 0;
    }

    // RFC 3597 §4: only the types of RFC 1035; a receiver of any other need not understand it.
    private static bool MayCompress(RecordType type) => type <= RecordType.MX;

    private static bool AreStrings(ReadOnlySpan<byte> data)
    {
        bool any = !data.IsEmpty;
        while (!data.IsEmpty)
        {
            if (data[0] >= data.Length) return false;
            data = data[(data[0] + 1)..];
        }

        return any;
    }

    private static DnsReadStatus OkIf(bool isWellFormed) => isWellFormed ? DnsReadStatus.Ok : DnsReadStatus.BadRecordData;
}
