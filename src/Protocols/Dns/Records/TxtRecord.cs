using System.Text;

namespace Polymasq.Protocols.Dns.Records;

/// <summary>TXT: one or more strings of up to 255 octets (RFC 1035 §3.3.14).</summary>
/// <param name="strings">The strings as they travel: each a length octet and so many octets.</param>
public readonly ref struct TxtRecord(ReadOnlySpan<byte> strings) : IRecordData
{
    public RecordType Type => RecordType.TXT;

    public ReadOnlySpan<byte> Strings { get; } = strings;

    public static bool TryRead(in DnsRecord record, out TxtRecord data)
    {
        bool isWellFormed = RecordLayout.Check(record) == DnsReadStatus.Ok;
        data = isWellFormed ? new TxtRecord(record.Data) : default;
        return isWellFormed;
    }

    public bool TryWrite(ref DnsMessageWriter writer) => writer.TryWriteBytes(Strings);

    /// <summary>Each string in quotation marks.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Strings.Length + 8);
        for (ReadOnlySpan<byte> rest = Strings; !rest.IsEmpty; rest = rest[(rest[0] + 1)..])
        {
            text.Append(text.Length == 0 ? "\"" : " \"");
            foreach (byte octet in rest.Slice(1, rest[0])) Append(text, octet);
            text.Append('"');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, byte octet)
    {
        if (octet == ' ') text.Append(' ');
        else DnsNameText.AppendEscaped(text, octet, "\"\\");
    }
}
