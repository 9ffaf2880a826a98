using System.Globalization;
using System.Text;

namespace Polymasq.Protocols.Dns;

/// <summary>Names as text: RFC 1035 §5.1, with \DDD for what is not printable and \X for what means something in a zone file.</summary>
public static class DnsNameText
{
    // What dig escapes, so that its output and ours can be compared.
    private const string Special = ".\\\"();@$";

    /// <summary>Absolute presentation form with the final dot; the root is ".".</summary>
    public static string Format(DnsName name)
    {
        StringBuilder text = new(name.WireLength + 8);
        Append(text, name);
        return text.ToString();
    }

    /// <summary>The same without the final dot (the root stays "."), as hosts are called in logs and lists.</summary>
    public static string FormatRelative(DnsName name)
    {
        string text = Format(name);
        return text.Length == 1 ? text : text[..^1];
    }

    public static void Append(StringBuilder text, DnsName name)
    {
        if (name.IsRoot) text.Append('.');
        foreach (ReadOnlySpan<byte> label in name)
        {
            foreach (byte octet in label) AppendEscaped(text, octet, Special);
            text.Append('.');
        }
    }

    /// <summary>
    /// Writes the octets of a textual name, letter case kept. A final dot makes no difference. False for an empty or too long
    /// label or name, a broken escape, or a character outside printable ASCII that is not escaped.
    /// <paramref name="wire"/> of <see cref="DnsName.WireLengthMax"/> octets is always enough.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> wire, out int length)
    {
        length = 0;
        if (text is ".") return TryPut(wire, ref length, 0);
        int labelStart = 0;
        if (!TryPut(wire, ref length, 0)) return false;
        while (!text.IsEmpty)
        {
            if (text[0] == '.')
            {
                if (!TryCloseLabel(wire, labelStart, length)) return false;
                labelStart = length;
                if (!TryPut(wire, ref length, 0)) return false;
                text = text[1..];
                if (text.IsEmpty) return true;
                continue;
            }

            if (!TryReadOctet(ref text, out byte octet) || !TryPut(wire, ref length, octet)) return false;
        }

        return TryCloseLabel(wire, labelStart, length) && TryPut(wire, ref length, 0);
    }

    /// <summary>The octets in lower case, or null when the text is no name. For configuration and tests, not for the way of a packet.</summary>
    public static byte[]? ToLowerWire(ReadOnlySpan<char> text)
    {
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        if (!TryParse(text, wire, out int length)) return null;
        WireName.ToLower(wire[..length]);
        return wire[..length].ToArray();
    }

    /// <summary>Appends one octet, as \DDD or \X where it must be.</summary>
    internal static void AppendEscaped(StringBuilder text, byte octet, string special)
    {
        if (octet is <= 0x20 or >= 0x7f) text.Append(CultureInfo.InvariantCulture, $"\\{octet:D3}");
        else if (special.Contains((char)octet, StringComparison.Ordinal)) text.Append('\\').Append((char)octet);
        else text.Append((char)octet);
    }

    private static bool TryReadOctet(ref ReadOnlySpan<char> text, out byte octet)
    {
        octet = (byte)text[0];
        if (text[0] is <= ' ' or >= '\x7f') return false;
        if (text[0] != '\\')
        {
            text = text[1..];
            return true;
        }

        if (text.Length >= 4 && char.IsAsciiDigit(text[1]))
        {
            bool isOctet = byte.TryParse(text[1..4], NumberStyles.None, CultureInfo.InvariantCulture, out octet);
            text = text[4..];
            return isOctet;
        }

        if (text.Length < 2 || char.IsAsciiDigit(text[1]) || text[1] >= '\x7f') return false;
        octet = (byte)text[1];
        text = text[2..];
        return true;
    }

    private static bool TryCloseLabel(Span<byte> wire, int labelStart, int length)
    {
        int labelLength = length - labelStart - 1;
        wire[labelStart] = (byte)labelLength;
        return labelLength is > 0 and <= DnsName.LabelLengthMax;
    }

    private static bool TryPut(Span<byte> wire, ref int length, byte octet)
    {
        if (length >= Math.Min(wire.Length, DnsName.WireLengthMax)) return false;
        wire[length++] = octet;
        return true;
    }
}
