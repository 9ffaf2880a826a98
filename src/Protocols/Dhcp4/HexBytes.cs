using System.Globalization;
using System.Text;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>The text form of hardware addresses and client identifiers: two lower case digits a byte, ':' between them.</summary>
public static class HexBytes
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    public static string Format(ReadOnlySpan<byte> bytes)
    {
        Span<byte> ascii = bytes.Length <= 256 ? stackalloc byte[bytes.Length * 3] : new byte[bytes.Length * 3];
        return Encoding.ASCII.GetString(ascii[..Write(bytes, ascii)]);
    }

    /// <summary>Writes the text as ASCII; returns its length, which is less than three times that of <paramref name="bytes"/>.</summary>
    public static int Write(ReadOnlySpan<byte> bytes, Span<byte> ascii)
    {
        int end = 0;
        foreach (byte value in bytes)
        {
            if (end > 0) ascii[end++] = (byte)':';
            ascii[end++] = Digits[value >> 4];
            ascii[end++] = Digits[value & 0xF];
        }
        return end;
    }

    /// <summary>Reads "01:02:ff" or "01-02-ff"; a single digit is a byte too. False when it is something else or too long.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        length = 0;
        foreach (Range part in text.SplitAny(':', '-'))
        {
            ReadOnlySpan<char> digits = text[part];
            if (length == bytes.Length || digits.Length is 0 or > 2) return false;
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length])) return false;
            length++;
        }
        return length > 0;
    }
}
