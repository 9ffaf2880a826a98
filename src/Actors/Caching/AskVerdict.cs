namespace Polymasq.Actors.Caching;

/// <summary>What a reply, or its absence, means for a question.</summary>
internal enum AskVerdict : byte
{
    /// <summary>Nothing: forged, late, or another server has been asked.</summary>
    Wait,

    /// <summary>The reply is an answer, unless its records say otherwise.</summary>
    Answer,

    /// <summary>Every server has refused or failed.</summary>
    Failed,

    /// <summary>Nobody waits any more, here or upstream: the resolution can be freed.</summary>
    Done,
}
