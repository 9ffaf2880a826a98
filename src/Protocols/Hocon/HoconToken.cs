namespace Polymasq.Protocols.Hocon;

internal enum HoconTokenKind : byte
{
    End, Newline, Gap, Comma, Colon, EqualsSign, PlusEquals, OpenBrace, CloseBrace, OpenBracket, CloseBracket,
    Quoted, Unquoted, Number, Substitution, OptionalSubstitution, Bad,
}

/// <summary>A piece of text. <c>Text</c> is the value of a string or number, the blanks of a gap, or what is wrong with a bad token.</summary>
internal sealed record HoconToken(HoconTokenKind Kind, HoconOrigin Origin, string Text = "")
{
    /// <summary>A part of a simple value or of a path.</summary>
    public bool IsText => Kind is HoconTokenKind.Quoted or HoconTokenKind.Unquoted or HoconTokenKind.Number;

    public bool IsSubstitution => Kind is HoconTokenKind.Substitution or HoconTokenKind.OptionalSubstitution;

    /// <summary>How an error message names it.</summary>
    public string Name => Kind switch
    {
        HoconTokenKind.End => "the end of the text",
        HoconTokenKind.Newline => "the end of the line",
        HoconTokenKind.Gap => "a blank",
        HoconTokenKind.Comma => "','",
        HoconTokenKind.Colon => "':'",
        HoconTokenKind.EqualsSign => "'='",
        HoconTokenKind.PlusEquals => "'+='",
        HoconTokenKind.OpenBrace => "'{'",
        HoconTokenKind.CloseBrace => "'}'",
        HoconTokenKind.OpenBracket => "'['",
        HoconTokenKind.CloseBracket => "']'",
        HoconTokenKind.Substitution => "'${'",
        HoconTokenKind.OptionalSubstitution => "'${?'",
        HoconTokenKind.Quoted => HoconPath.Quote(Text),
        _ => $"'{Text}'",
    };
}
