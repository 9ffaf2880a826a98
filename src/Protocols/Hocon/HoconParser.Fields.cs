namespace Polymasq.Protocols.Hocon;

/// <summary>Keys and what is assigned to them.</summary>
internal sealed partial class HoconParser
{
    private bool ParseField(ObjectNode target)
    {
        if (_token is { Kind: HoconTokenKind.Unquoted, Text: "include" }) return ParseInclude(target);

        HoconOrigin keyOrigin = _token.Origin;
        string[]? path = ParsePath("a key");
        if (path is null) return false;
        SkipLines();
        bool isAppend = _token.Kind == HoconTokenKind.PlusEquals;
        if (isAppend || _token.Kind is HoconTokenKind.Colon or HoconTokenKind.EqualsSign) Advance();
        else if (_token.Kind != HoconTokenKind.OpenBrace)
        {
            Fail(keyOrigin, $"after the key {HoconPath.Render(path)} comes {Found()}, where '=', ':', '+=' or '{{' must be");
            return false;
        }

        if (!Enter(keyOrigin, path.Length - 1)) return false;
        _path.AddRange(path);
        SkipLines();
        HoconNode? value = isAppend ? ParseAppended(HoconPath.Render(path)) : ParseValue(HoconPath.Render(path));
        _path.RemoveRange(_path.Count - path.Length, path.Length);
        _depth -= path.Length - 1;
        if (value is null) return false;
        Assign(target, path, keyOrigin, value);
        return true;
    }

    // HOCON "Paths as keys": a.b : 1 is a { b : 1 }.
    private static void Assign(ObjectNode target, string[] path, HoconOrigin keyOrigin, HoconNode value)
    {
        for (int i = path.Length - 1; i > 0; i--)
        {
            ObjectNode parent = new(keyOrigin);
            parent.Field(path[i], keyOrigin).Add(value);
            value = parent;
        }

        target.Field(path[0], keyOrigin).Add(value);
    }

    // HOCON "The += field separator": a += b is a = ${?a} [b].
    private ConcatenationNode? ParseAppended(string key)
    {
        int substitutionsBefore = _substitutions;
        SubstitutionNode before = new(_token.Origin, [.. _path], isOptional: true) { IsLookBack = _listDepth > 0 };
        _listDepth++;
        HoconNode? item = ParseValue(key);
        _listDepth--;
        if (item is null) return null;
        ListNode list = new(item.Origin);
        list.Items.Add(item);
        return new ConcatenationNode(item.Origin, [before, list]) { Appended = _substitutions == substitutionsBefore ? list : null };
    }

    private string[]? ParsePath(string what)
    {
        List<HoconToken> parts = [];
        HoconOrigin origin = _token.Origin;
        HoconToken? gap = null;
        for (; _token.IsText || _token.Kind == HoconTokenKind.Gap; Advance())
        {
            if (_token.Kind == HoconTokenKind.Gap)
            {
                gap = _token;
                continue;
            }

            if (gap is { } between && parts.Count > 0) parts.Add(between);
            gap = null;
            parts.Add(_token);
        }

        if (_token.Kind == HoconTokenKind.Bad) Fail(_token.Text);
        else if (_token.IsSubstitution) Fail($"a substitution can't be part of {what}");
        else if (parts.Count == 0) Fail($"{what} is missing before {_token.Name}");
        else if (HoconPath.FromTokens(parts, out string? error) is { } path) return path;
        else Fail(origin, error!);
        return null;
    }

    private string Found() => _token.Kind == HoconTokenKind.Bad ? $"something unreadable ({_token.Text})" : _token.Name;
}
