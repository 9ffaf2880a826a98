namespace Polymasq.Protocols.Hocon;

/// <summary>Where a value was written. Line and column count from 1; line 0 means a source without lines, such as a command line option.</summary>
public sealed record HoconOrigin(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
