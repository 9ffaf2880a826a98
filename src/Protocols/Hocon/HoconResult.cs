namespace Polymasq.Protocols.Hocon;

/// <summary>What a configuration resolves to. With errors, the root is what could be read all the same, and only good for finding more of them.</summary>
public sealed record HoconResult(HoconValue? Root, IReadOnlyList<HoconError> Errors)
{
    public bool IsValid => Errors.Count == 0;
}
