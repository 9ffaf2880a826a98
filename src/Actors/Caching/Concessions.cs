namespace Polymasq.Actors.Caching;

/// <summary>What a question leaves out because a server, or something on the way to it, does not get along with it.</summary>
[Flags]
internal enum Concessions : byte
{
    None = 0,

    /// <summary>No OPT record, and so no cookie either.</summary>
    Edns = 1,

    /// <summary>In lower case.</summary>
    LetterCase = 2,

    /// <summary>No cookie.</summary>
    Cookie = 4,
}
