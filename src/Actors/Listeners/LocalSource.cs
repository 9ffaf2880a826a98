namespace Polymasq.Actors.Listeners;

/// <summary>Which of our own sources answered a query; for explanations, logs and extended errors (RFC 8914).</summary>
public enum LocalSource : byte
{
    None,

    /// <summary>localhost and what belongs to it (RFC 6761 §6.3).</summary>
    Loopback,

    /// <summary>A hosts file.</summary>
    Hosts,

    /// <summary>A leased host's name.</summary>
    Lease,

    /// <summary>A configured record: host-record, cname, txt-record and their like.</summary>
    Record,

    /// <summary>A configured alias that leads to a name we know nothing of: the answer is to be gone on with there.</summary>
    Alias,

    /// <summary>Nothing answers: the name is known here with other types. This one is for others to tell, who must not deny the name.</summary>
    OtherType,

    /// <summary><see cref="Alias"/> that leads to a name of <see cref="OtherType"/>.</summary>
    AliasToOtherType,

    /// <summary>A name made of an address: synth-domain.</summary>
    Synthesized,

    /// <summary>A blocklist.</summary>
    Blocklist,

    /// <summary>An address for a whole domain: address.</summary>
    Address,

    /// <summary>A domain of which we know everything: local, domain.</summary>
    LocalDomain,

    /// <summary>A name that means nothing on the internet (RFC 6761, 6303, 7686, 8375, 9462).</summary>
    SpecialUse,

    /// <summary>The reverse name of a private address: bogus-priv.</summary>
    PrivateReverse,

    /// <summary>A name without a dot: domain-needed.</summary>
    Plain,
}
