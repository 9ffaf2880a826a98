using System.Text;

namespace Polymasq.Protocols.Hocon;

/// <summary>Path expressions: the elements of keys and of what stands in <c>${}</c>.</summary>
public static class HoconPath
{
    /// <summary>Writes a path so that it reads back as the same elements.</summary>
    public static string Render(ReadOnlySpan<string> elements)
    {
        StringBuilder text = new();
        foreach (string element in elements)
        {
            if (text.Length > 0) text.Append('.');
            if (IsPlain(element)) text.Append(element);
            else HoconJson.WriteString(text, element);
        }

        return text.ToString();
    }

    internal static string Quote(string text)
    {
        StringBuilder quoted = new();
        HoconJson.WriteString(quoted, text);
        return quoted.ToString();
    }

    private static bool IsPlain(string element)
    {
        foreach (char c in element)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        }

        return element.Length > 0;
    }

    /// <summary>Splits what the scanner read: dots outside quotes separate, blanks inside are part of an element.</summary>
    /// <returns>Null, and what is wrong, for an empty path or an empty element that is not quoted.</returns>
    internal static string[]? FromTokens(IReadOnlyList<HoconToken> tokens, out string? error)
    {
        List<string> elements = [];
        StringBuilder element = new();
        bool hasQuotes = false;
        error = null;
        foreach (HoconToken token in tokens)
        {
            if (token.Kind == HoconTokenKind.Quoted)
            {
                element.Append(token.Text);
                hasQuotes = true;
                continue;
            }

            foreach (char c in token.Text)
            {
                if (c != '.') element.Append(c);
                else if (!EndElement()) error = "a path may not start with '.' or hold '..' (write an empty element as \"\")";
            }
        }

        if (!EndElement()) error ??= elements.Count == 0 ? "a path is missing" : "a path may not end with '.'";
        return error is null ? [.. elements] : null;

        bool EndElement()
        {
            if (element.Length == 0 && !hasQuotes) return false;
            elements.Add(element.ToString());
            element.Clear();
            hasQuotes = false;
            return true;
        }
    }
}
