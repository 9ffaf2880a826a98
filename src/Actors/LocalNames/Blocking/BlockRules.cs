namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>What blocklists say of a name.</summary>
[Flags]
internal enum BlockRules : byte
{
    None = 0,

    /// <summary>The name alone is blocked.</summary>
    Name = 1,

    /// <summary>The name and all below it are blocked.</summary>
    Tree = 2,

    /// <summary>The name and all below it are not blocked, whatever else is said.</summary>
    Allowed = 4,
}
