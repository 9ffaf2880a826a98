using System.Globalization;

namespace Polymasq.Protocols.Hocon;

/// <summary>Which characters HOCON treats how.</summary>
internal static class HoconCharacters
{
    // HOCON "Whitespace": Unicode separators and the listed controls. A byte order mark counts as a blank wherever it stands.
    public static bool IsBlank(char c) => c switch
    {
        ' ' or '\t' or '\n' or '\v' or '\f' or '\r' => true,
        >= '\u001C' and <= '\u001F' => true,
        '\uFEFF' => true,
        < '\u0080' => false,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    // HOCON "Unquoted strings".
    public static bool IsForbiddenUnquoted(char c) => "$\"{}[]:=,+#`^?!@*&\\".Contains(c, StringComparison.Ordinal) || IsBlank(c);

    public static bool StartsNumber(char c) => char.IsAsciiDigit(c) || c == '-';

    /// <summary>A number as JSON (RFC 8259 §6) writes it: no leading zero or plus, a digit on both sides of the point.</summary>
    public static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        if (text.StartsWith('-')) text = text[1..];
        int whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
        text = text[whole..];
        if (text.StartsWith('.'))
        {
            int fraction = Digits(text[1..]);
            if (fraction == 0) return false;
            text = text[(1 + fraction)..];
        }

        if (text.IsEmpty) return true;
        if (text[0] is not ('e' or 'E')) return false;
        text = text[1..];
        if (text.StartsWith('+') || text.StartsWith('-')) text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }
}
