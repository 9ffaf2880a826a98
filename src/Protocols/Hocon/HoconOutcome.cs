namespace Polymasq.Protocols.Hocon;

internal enum HoconState : byte
{
    /// <summary>Nothing: an optional substitution of something that is not there.</summary>
    Undefined,
    Defined,

    /// <summary>It needs itself. The substitution that asked decides what that means.</summary>
    Circular,

    /// <summary>An error was reported.</summary>
    Failed,
}

/// <summary>A resolved value, or why there is none.</summary>
internal readonly record struct HoconOutcome(HoconState State, HoconValue? Value)
{
    public static HoconOutcome Undefined => new(HoconState.Undefined, null);

    public static HoconOutcome Circular => new(HoconState.Circular, null);

    public static HoconOutcome Failed => new(HoconState.Failed, null);
}

/// <summary>One assignment to a field that is visible where it is looked at. No field: an item of a list, or the root.</summary>
internal sealed record HoconLayer(HoconField? Field, int Index, HoconNode Node);

/// <summary>
/// What a value is before its insides are resolved: the objects that merge into it, the highest first, or a list, or a finished value.
/// The substitution is the one that brought it, if one did.
/// </summary>
internal sealed record HoconHead(HoconState State)
{
    public static HoconHead Undefined { get; } = new(HoconState.Undefined);

    public static HoconHead Failed { get; } = new(HoconState.Failed);

    public IReadOnlyList<ObjectNode>? Objects { get; init; }

    public ListNode? List { get; init; }

    public HoconValue? Value { get; init; }

    public SubstitutionNode? Substitution { get; init; }

    /// <summary>The blank between two parts of a concatenation.</summary>
    public bool IsGap { get; init; }
}
