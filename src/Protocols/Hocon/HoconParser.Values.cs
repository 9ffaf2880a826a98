namespace Polymasq.Protocols.Hocon;

/// <summary>Values: what stands side by side on a line is concatenated.</summary>
internal sealed partial class HoconParser
{
    private HoconNode? ParseValue(string? key = null)
    {
        HoconConcatenation pieces = new();
        HoconOrigin origin = _token.Origin;
        while (true)
        {
            HoconNode? piece;
            switch (_token.Kind)
            {
                case HoconTokenKind.Gap:
                    pieces.AddGap(_token);
                    Advance();
                    continue;
                case HoconTokenKind.Quoted or HoconTokenKind.Unquoted or HoconTokenKind.Number:
                    piece = new ScalarNode(Scalar(_token));
                    Advance();
                    break;
                case HoconTokenKind.Substitution or HoconTokenKind.OptionalSubstitution:
                    piece = ParseSubstitution();
                    break;
                case HoconTokenKind.OpenBrace:
                    piece = ParseObject();
                    break;
                case HoconTokenKind.OpenBracket:
                    piece = ParseList();
                    break;
                case HoconTokenKind.Bad:
                    Fail(_token.Text);
                    return null;
                default:
                    return EndValue(pieces, origin, key);
            }

            if (piece is null) return null;
            pieces.Add(piece);
        }
    }

    private HoconNode? EndValue(HoconConcatenation pieces, HoconOrigin origin, string? key)
    {
        HoconNode? value = pieces.Build(origin, out string? error);
        if (value is not null) return value;
        if (error is not null) Fail(origin, error);
        else Fail(key is null ? $"a value is missing before {_token.Name}" : $"the key {key} has no value before {_token.Name}");
        return null;
    }

    private static HoconScalar Scalar(HoconToken token)
    {
        HoconKind kind = (token.Kind, token.Text) switch
        {
            (HoconTokenKind.Number, _) => HoconKind.Number,
            (HoconTokenKind.Unquoted, "true" or "false") => HoconKind.Boolean,
            (HoconTokenKind.Unquoted, "null") => HoconKind.Null,
            _ => HoconKind.String,
        };
        return new HoconScalar(token.Origin, kind, token.Text);
    }

    private SubstitutionNode? ParseSubstitution()
    {
        HoconToken open = _token;
        Advance();
        string[]? written = ParsePath("the path of a substitution");
        bool isEnvironmentList = written is not null && ParseListSuffix();
        if (written is not null && _token.Kind != HoconTokenKind.CloseBrace)
        {
            Fail($"'}}' must end the substitution, but there is {Found()}");
            written = null;
        }

        if (written is null)
        {
            SkipBrokenSubstitution();
            return null;
        }

        Advance();
        _substitutions++;
        return new SubstitutionNode(open.Origin, [.. _place.Prefix, .. written], open.Kind == HoconTokenKind.OptionalSubstitution)
        {
            PrefixLength = _place.Prefix.Length,
            IsEnvironmentList = isEnvironmentList,
        };
    }

    // Its closing brace must not be taken for an object's.
    private void SkipBrokenSubstitution()
    {
        while (_token.IsText || _token.Kind is HoconTokenKind.Gap or HoconTokenKind.Bad or HoconTokenKind.OpenBrace || _token.IsSubstitution) Advance();
        if (_token.Kind == HoconTokenKind.CloseBrace) Advance();
    }

    // HOCON "List values from environment variables": ${NAME[]}.
    private bool ParseListSuffix()
    {
        if (_token.Kind != HoconTokenKind.OpenBracket) return false;
        Advance();
        if (_token.Kind == HoconTokenKind.CloseBracket) Advance();
        return true;
    }
}
