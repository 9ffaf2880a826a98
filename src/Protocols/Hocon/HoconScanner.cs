namespace Polymasq.Protocols.Hocon;

/// <summary>Cuts a text into tokens. Comments are skipped; blanks and newlines are tokens, because they can be part of a value or separate two.</summary>
/// <param name="text">The text.</param>
/// <param name="source">What its places are called.</param>
/// <param name="isSetting">An assignment from a command line: it has no places, and no comments, so that a # in it is not the end of it.</param>
internal sealed class HoconScanner(string text, string source, bool isSetting = false)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>Where the next token begins.</summary>
    public HoconOrigin Here => isSetting ? new HoconOrigin(source, 0, 0) : new HoconOrigin(source, _line, _at - _lineStart + 1);

    public HoconToken Next()
    {
        SkipComment();
        HoconOrigin origin = Here;
        if (_at >= text.Length) return new HoconToken(HoconTokenKind.End, origin);
        char c = text[_at];
        if (c == '"') return Quoted(origin);
        if (HoconCharacters.StartsNumber(c)) return Number(origin);
        if (c == '\n') return Newline(origin);
        if (HoconCharacters.IsBlank(c)) return Gap(origin);
        return HoconCharacters.IsForbiddenUnquoted(c) ? Sign(origin, c) : Unquoted(origin);
    }

    private bool StartsWith(string sign) => string.CompareOrdinal(text, _at, sign, 0, sign.Length) == 0;

    private void SkipComment()
    {
        if (!StartsComment()) return;
        int end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end;
    }

    private bool StartsComment() => !isSetting && (StartsWith("#") || StartsWith("//"));

    private HoconToken Newline(HoconOrigin origin)
    {
        _at++;
        _line++;
        _lineStart = _at;
        return new HoconToken(HoconTokenKind.Newline, origin);
    }

    private HoconToken Gap(HoconOrigin origin)
    {
        int start = _at;
        while (_at < text.Length && text[_at] != '\n' && HoconCharacters.IsBlank(text[_at])) _at++;
        return new HoconToken(HoconTokenKind.Gap, origin, text[start.._at]);
    }

    private HoconToken Sign(HoconOrigin origin, char c)
    {
        (HoconTokenKind kind, int length) = c switch
        {
            ',' => (HoconTokenKind.Comma, 1),
            ':' => (HoconTokenKind.Colon, 1),
            '=' => (HoconTokenKind.EqualsSign, 1),
            '{' => (HoconTokenKind.OpenBrace, 1),
            '}' => (HoconTokenKind.CloseBrace, 1),
            '[' => (HoconTokenKind.OpenBracket, 1),
            ']' => (HoconTokenKind.CloseBracket, 1),
            '+' when StartsWith("+=") => (HoconTokenKind.PlusEquals, 2),
            '$' when StartsWith("${?") => (HoconTokenKind.OptionalSubstitution, 3),
            '$' when StartsWith("${") => (HoconTokenKind.Substitution, 2),
            _ => (HoconTokenKind.Bad, 1),
        };
        _at += length;
        return new HoconToken(kind, origin, kind == HoconTokenKind.Bad ? $"'{c}' must be in quotes (\"…{c}…\")" : "");
    }

    // The characters that a JSON number can have are taken as one piece. If they are no number, they are text: an address, a date.
    private HoconToken Number(HoconOrigin origin)
    {
        int start = _at++;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || "eE.-".Contains(text[_at], StringComparison.Ordinal) || IsExponentPlus())) _at++;
        string number = text[start.._at];
        if (HoconCharacters.IsJsonNumber(number)) return new HoconToken(HoconTokenKind.Number, origin, number);
        return number.Contains('+', StringComparison.Ordinal)
            ? new HoconToken(HoconTokenKind.Bad, origin, $"{number} is not a number, and '+' must be in quotes")
            : new HoconToken(HoconTokenKind.Unquoted, origin, number);
    }

    private bool IsExponentPlus() => text[_at] == '+' && text[_at - 1] is 'e' or 'E' && !StartsWith("+=");

    private HoconToken Unquoted(HoconOrigin origin)
    {
        int start = _at;
        while (_at < text.Length && !HoconCharacters.IsForbiddenUnquoted(text[_at]) && !StartsComment()) _at++;
        return new HoconToken(HoconTokenKind.Unquoted, origin, text[start.._at]);
    }

    private HoconToken Quoted(HoconOrigin origin)
    {
        if (StartsWith("\"\"\"")) return TripleQuoted(origin);
        int end = HoconStrings.FindEnd(text, _at + 1);
        if (end < 0)
        {
            _at = HoconStrings.EndOfLine(text, _at);
            return new HoconToken(HoconTokenKind.Bad, origin, "a quoted string is not closed on its line (use \\n, or \"\"\" around several lines)");
        }

        string? value = HoconStrings.Unescape(text.AsSpan((_at + 1)..end), out string? error);
        _at = end + 1;
        return value is null ? new HoconToken(HoconTokenKind.Bad, origin, error!) : new HoconToken(HoconTokenKind.Quoted, origin, value);
    }

    // HOCON "Multi-line strings": of more than three closing quotes the first ones belong to the string.
    private HoconToken TripleQuoted(HoconOrigin origin)
    {
        int start = _at + 3;
        int end = text.IndexOf("\"\"\"", start, StringComparison.Ordinal);
        if (end < 0)
        {
            _at = text.Length;
            return new HoconToken(HoconTokenKind.Bad, origin, "the string that \"\"\" opens here is never closed");
        }

        while (end + 3 < text.Length && text[end + 3] == '"') end++;
        for (int i = start; i < end; i++)
        {
            if (text[i] != '\n') continue;
            _line++;
            _lineStart = i + 1;
        }

        _at = end + 3;
        return new HoconToken(HoconTokenKind.Quoted, origin, text[start..end]);
    }
}
