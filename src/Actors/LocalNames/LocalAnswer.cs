using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Configured;

namespace Polymasq.Actors.LocalNames;

/// <summary>What the gateway itself knows of a question.</summary>
internal enum LocalKnowledge : byte
{
    /// <summary>Nothing: it is for the cache and the upstream servers.</summary>
    None,

    /// <summary>Everything: what is not found here is not there (NODATA).</summary>
    Everything,

    /// <summary>That the name does not exist (NXDOMAIN).</summary>
    Nonexistence,
}

/// <summary>The result of looking a question up. Points into tables and into the caller's buffer.</summary>
internal ref struct LocalAnswer
{
    public LocalKnowledge Knowledge;

    public LocalSource Source;

    /// <summary>4 octets for each IPv4 address.</summary>
    public ReadOnlySpan<byte> Ipv4;

    /// <summary>16 octets for each IPv6 address.</summary>
    public ReadOnlySpan<byte> Ipv6;

    /// <summary>The name that a reversed address stands for, as octets; empty when there is none.</summary>
    public ReadOnlySpan<byte> Host;

    /// <summary>Configured records of the name, of any type; null when there are none.</summary>
    public RecordNode? Records;

    /// <summary>Of addresses and host; records may have their own.</summary>
    public int TtlSeconds;

    public static LocalAnswer Nonexistent(LocalSource source) => new() { Knowledge = LocalKnowledge.Nonexistence, Source = source };
}
