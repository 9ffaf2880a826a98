using System.Globalization;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>The text form of hardware addresses and client identifiers: two lower case digits a byte, ':' between them.</summary>
public static class HexBytes
{
    public static string Format(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        Span<char> text = bytes.Length <= 128 ? stackalloc char[bytes.Length * 3] : new char[bytes.Length * 3];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i].TryFormat(text[(i * 3)..], out _, "x2", CultureInfo.InvariantCulture);
            text[(i * 3) + 2] = ':';
        }
        return new string(text[..^1]);
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
