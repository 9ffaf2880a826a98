namespace Polymasq.Protocols.Hocon;

/// <summary>One thing that is wrong with a configuration text, and where.</summary>
public sealed record HoconError(HoconOrigin Origin, string Message)
{
    public override string ToString() => $"{Origin}: {Message}";
}
