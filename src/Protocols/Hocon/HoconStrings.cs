using System.Globalization;
using System.Text;

namespace Polymasq.Protocols.Hocon;

/// <summary>Quoted strings, which are those of JSON (RFC 8259 §7).</summary>
internal static class HoconStrings
{
    /// <summary>The closing quote, or -1 when the line or the text ends before it.</summary>
    public static int FindEnd(string text, int from)
    {
        for (int i = from; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"') return i;
            if (c == '\n') return -1;
            if (c == '\\' && i + 1 < text.Length && text[i + 1] != '\n') i++;
        }

        return -1;
    }

    public static int EndOfLine(string text, int from)
    {
        int end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    public static string? Unescape(ReadOnlySpan<char> quoted, out string? error)
    {
        StringBuilder value = new(quoted.Length);
        for (int i = 0; i < quoted.Length; i++)
        {
            char c = quoted[i];
            if (c < ' ')
            {
                error = $"the control character \\u{(int)c:x4} must be escaped in a quoted string";
                return null;
            }

            if (c != '\\') value.Append(c);
            else if (!TryEscape(quoted[(i + 1)..], value, out int length))
            {
                error = @"a backslash in a quoted string must be followed by one of "" \ / b f n r t or u and four hexadecimal digits";
                return null;
            }
            else i += length;
        }

        error = null;
        return value.ToString();
    }

    private static bool TryEscape(ReadOnlySpan<char> escape, StringBuilder value, out int length)
    {
        length = 1;
        if (escape.IsEmpty) return false;
        if (escape[0] == 'u')
        {
            length = 5;
            if (escape.Length < 5) return false;
            if (!ushort.TryParse(escape[1..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)) return false;
            value.Append((char)code);
            return true;
        }

        int index = "\"\\/bfnrt".IndexOf(escape[0], StringComparison.Ordinal);
        if (index < 0) return false;
        value.Append("\"\\/\b\f\n\r\t"[index]);
        return true;
    }
}
