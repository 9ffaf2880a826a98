namespace Polymasq.Actors.Caching;

/// <summary>Why an entry is not what upstream has answered. Told to clients that understand extended errors (RFC 8914).</summary>
internal enum EntryReason : byte
{
    /// <summary>It is.</summary>
    None,

    /// <summary>Upstream's answer was refused: stop-dns-rebind, bogus-nxdomain.</summary>
    Blocked,

    /// <summary>Records of some types were left out: filter-A, filter-AAAA, filter-rr.</summary>
    Filtered,

    /// <summary>Addresses were exchanged: alias.</summary>
    Forged,

    /// <summary>No upstream server has replied.</summary>
    Unreachable,

    /// <summary>No upstream server could be talked to at all: no route, no connection.</summary>
    NetworkError,

    /// <summary>Upstream servers have replied, with errors or with what is no answer.</summary>
    Unanswered,
}
