namespace Polymasq.Actors.Caching;

/// <summary>What a cached response says.</summary>
public enum EntryKind : byte
{
    /// <summary>The records that were asked for.</summary>
    Positive,

    /// <summary>The name does not exist (RFC 2308 §2.1).</summary>
    NxDomain,

    /// <summary>The name exists, the type does not (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>No upstream server could answer (RFC 2308 §7).</summary>
    Failure,
}
