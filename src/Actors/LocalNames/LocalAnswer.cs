namespace Polymasq.Actors.LocalNames;

/// <summary>What the gateway itself knows of a name.</summary>
internal enum LocalKnowledge : byte
{
    /// <summary>Nothing: it is for the cache and the upstream servers.</summary>
    None,

    /// <summary>Its addresses, and of nothing else it has a say: a hosts file speaks about a name of somebody else's domain.</summary>
    Addresses,

    /// <summary>Everything: what is not found here is not there (NODATA).</summary>
    Everything,

    /// <summary>That it does not exist (NXDOMAIN).</summary>
    Nonexistence,
}

/// <summary>The result of looking a name up. Points into tables and into the caller's buffer.</summary>
internal ref struct LocalAnswer
{
    public LocalKnowledge Knowledge;

    /// <summary>4 octets for each IPv4 address.</summary>
    public ReadOnlySpan<byte> Ipv4;

    /// <summary>16 octets for each IPv6 address.</summary>
    public ReadOnlySpan<byte> Ipv6;

    /// <summary>The name that a reversed address stands for, as octets; empty when there is none.</summary>
    public ReadOnlySpan<byte> Host;
}
