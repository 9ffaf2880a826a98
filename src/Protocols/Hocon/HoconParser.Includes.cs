using System.Text;

namespace Polymasq.Protocols.Hocon;

/// <summary><c>include "name"</c>, also in <c>file()</c>, <c>url()</c>, <c>classpath()</c> and <c>required()</c>.</summary>
internal sealed partial class HoconParser
{
    private bool ParseInclude(ObjectNode target)
    {
        HoconOrigin origin = _token.Origin;
        Advance();
        string opening = ParseOpening();
        if (_token.Kind != HoconTokenKind.Quoted || !TryReadKind(opening, out bool isRequired, out HoconIncludeKind kind))
        {
            Fail(origin, "after include must come a name in quotes, or one in file(\"…\") or required(file(\"…\")); a key of that name needs quotes");
            return false;
        }

        string name = _token.Text;
        Advance();
        if (!ParseClosing(opening.Count(c => c == '(')))
        {
            Fail(origin, $"the parentheses of the include of {HoconPath.Quote(name)} are not closed");
            return false;
        }

        HoconPlace place = new(_listDepth > 0 ? [] : [.. _path], _listDepth > 0);
        ObjectNode? included = _includer.Include(new HoconInclude(origin, name, kind, isRequired), place);
        if (included is not null) target.Merge(included);
        _substitutions++;
        return true;
    }

    // To the scanner, what stands around the quoted name is unquoted text: required(file( and )).
    private string ParseOpening()
    {
        StringBuilder text = new();
        for (SkipLines(); _token.Kind == HoconTokenKind.Unquoted; SkipLines())
        {
            text.Append(_token.Text);
            Advance();
        }

        return text.ToString();
    }

    private bool ParseClosing(int count)
    {
        while (count > 0)
        {
            SkipLines();
            if (_token.Kind != HoconTokenKind.Unquoted || _token.Text.Length > count || _token.Text.AsSpan().ContainsAnyExcept(')')) return false;
            count -= _token.Text.Length;
            Advance();
        }

        return true;
    }

    private static bool TryReadKind(string opening, out bool isRequired, out HoconIncludeKind kind)
    {
        const string Required = "required(";
        isRequired = opening.StartsWith(Required, StringComparison.Ordinal);
        (bool isKnown, kind) = (isRequired ? opening[Required.Length..] : opening) switch
        {
            "" => (true, HoconIncludeKind.Name),
            "file(" => (true, HoconIncludeKind.File),
            "url(" => (true, HoconIncludeKind.Url),
            "classpath(" => (true, HoconIncludeKind.Classpath),
            _ => (false, HoconIncludeKind.Name),
        };
        return isKnown;
    }
}
