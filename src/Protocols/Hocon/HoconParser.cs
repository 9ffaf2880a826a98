namespace Polymasq.Protocols.Hocon;

/// <summary>
/// Reads one text into nodes, front to back with one token of look-ahead. After an error it goes on behind the next comma or line,
/// so that one reading reports what it can; what it returns then is only good for finding more errors.
/// </summary>
internal sealed partial class HoconParser
{
    private readonly HoconScanner _scanner;
    private readonly HoconErrors _errors;
    private readonly HoconPlace _place;
    private readonly IHoconIncluder _includer;
    private readonly List<string> _path; // keys from the configuration's root to the object being read
    private HoconToken _token;
    private int _depth;
    private int _openLists; // brackets open around the current token
    private int _listDepth; // lists around the current value, brackets or not: no path leads into them
    private int _substitutions; // seen so far, those that includes bring not counted one by one
    private bool _isStopped;

    public HoconParser(HoconScanner scanner, HoconErrors errors, HoconPlace place, IHoconIncluder includer)
    {
        _scanner = scanner;
        _errors = errors;
        _place = place;
        _includer = includer;
        _path = [.. place.Prefix];
        _depth = place.Prefix.Length;
        _listDepth = place.IsInList ? 1 : 0;
        _token = scanner.Next();
    }

    /// <summary>A whole file: an object with or without braces, or a list.</summary>
    public HoconNode ParseDocument()
    {
        SkipLines();
        HoconNode? root;
        if (_token.Kind == HoconTokenKind.OpenBracket) root = ParseList();
        else if (_token.Kind == HoconTokenKind.OpenBrace) root = ParseObject();
        else
        {
            ObjectNode fields = new(_token.Origin);
            ParseFields(fields, openBrace: null);
            return fields;
        }

        SkipLines();
        if (_token.Kind != HoconTokenKind.End) Fail($"nothing may follow the root {(root is ListNode ? "list" : "object")}, but there is {_token.Name}");
        return root ?? new ObjectNode(_token.Origin);
    }

    /// <summary>A text that is one value, as after <c>--set key=</c>.</summary>
    public HoconNode? ParseSingleValue()
    {
        SkipLines();
        HoconNode? value = ParseValue();
        SkipLines();
        if (value is not null && _token.Kind != HoconTokenKind.End) Fail($"one value was expected, but then comes {_token.Name}");
        return value;
    }

    private ObjectNode? ParseObject()
    {
        HoconOrigin openBrace = _token.Origin;
        if (!Enter(openBrace, levels: 1)) return null;
        Advance();
        ObjectNode fields = new(openBrace);
        ParseFields(fields, openBrace);
        _depth--;
        return fields;
    }

    private void ParseFields(ObjectNode target, HoconOrigin? openBrace)
    {
        while (true)
        {
            SkipLines();
            switch (_token.Kind)
            {
                case HoconTokenKind.End:
                    if (openBrace is { } unclosed) Fail(unclosed, "this '{' is never closed");
                    return;
                case HoconTokenKind.CloseBrace when openBrace is not null:
                    Advance();
                    return;
                case HoconTokenKind.CloseBrace:
                    Fail("this '}' closes nothing");
                    Advance();
                    continue;
                case HoconTokenKind.CloseBracket when _openLists > 0 && openBrace is { } open:
                    Fail(open, "this '{' is not closed before the ']' that follows");
                    return;
                case HoconTokenKind.CloseBracket:
                    Fail("this ']' closes nothing");
                    Advance();
                    continue;
            }

            if (!ParseField(target) || !EndItem(HoconTokenKind.CloseBrace)) Recover();
        }
    }

    private ListNode? ParseList()
    {
        HoconOrigin openBracket = _token.Origin;
        if (!Enter(openBracket, levels: 1)) return null;
        _openLists++;
        _listDepth++;
        Advance();
        ListNode list = new(openBracket);
        ParseItems(list);
        _openLists--;
        _listDepth--;
        _depth--;
        return list;
    }

    private void ParseItems(ListNode list)
    {
        while (true)
        {
            SkipLines();
            switch (_token.Kind)
            {
                case HoconTokenKind.End:
                    Fail(list.Origin, "this '[' is never closed");
                    return;
                case HoconTokenKind.CloseBracket:
                    Advance();
                    return;
                case HoconTokenKind.CloseBrace:
                    Fail(list.Origin, "this '[' is not closed before the '}' that follows");
                    return;
            }

            HoconNode? item = ParseValue();
            if (item is not null) list.Items.Add(item);
            if (item is null || !EndItem(HoconTokenKind.CloseBracket)) Recover();
        }
    }

    // HOCON "Commas": one comma or at least one newline between items, and one comma more may follow the last.
    private bool EndItem(HoconTokenKind close)
    {
        SkipGap();
        bool isSeparated = _token.Kind == HoconTokenKind.Newline;
        SkipLines();
        if (_token.Kind == HoconTokenKind.Comma)
        {
            Advance();
            return true;
        }

        if (isSeparated || _token.Kind == close || _token.Kind is HoconTokenKind.End or HoconTokenKind.CloseBrace or HoconTokenKind.CloseBracket) return true;
        Fail(_token.Kind == HoconTokenKind.Bad ? _token.Text : $"a comma or a new line is missing before {_token.Name}");
        return false;
    }

    private void Recover()
    {
        int open = 0;
        while (_token.Kind != HoconTokenKind.End)
        {
            if (open == 0 && _token.Kind is HoconTokenKind.Newline or HoconTokenKind.CloseBrace or HoconTokenKind.CloseBracket) return;

            bool isComma = open == 0 && _token.Kind == HoconTokenKind.Comma;
            if (_token.Kind is HoconTokenKind.OpenBrace or HoconTokenKind.OpenBracket || _token.IsSubstitution) open++;
            else if (_token.Kind is HoconTokenKind.CloseBrace or HoconTokenKind.CloseBracket) open--;
            Advance();
            if (isComma) return;
        }
    }

    private bool Enter(HoconOrigin origin, int levels)
    {
        _depth += levels;
        if (_depth <= HoconLimits.DepthMax) return true;
        Fail(origin, $"objects and lists are more than {HoconLimits.DepthMax} deep here");
        _isStopped = true;
        Advance();
        return false;
    }

    private void Advance() => _token = _isStopped || _errors.IsFull ? new HoconToken(HoconTokenKind.End, _token.Origin) : _scanner.Next();

    private void SkipGap()
    {
        while (_token.Kind == HoconTokenKind.Gap) Advance();
    }

    private void SkipLines()
    {
        while (_token.Kind is HoconTokenKind.Gap or HoconTokenKind.Newline) Advance();
    }

    private void Fail(string message) => Fail(_token.Origin, message);

    private void Fail(HoconOrigin origin, string message)
    {
        if (!_isStopped) _errors.Add(origin, message);
    }
}
