using System.Collections.Immutable;
using System.Net;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering;

/// <summary>What a gateway is doing.</summary>
public enum MemberState : byte
{
    None,

    /// <summary>It catches up with the leases.</summary>
    Joining,
    Up,

    /// <summary>It answers no new clients and is home of no name.</summary>
    Draining,

    /// <summary>It has drained and serves nobody.</summary>
    Leaving,
}

/// <summary>A gateway as it describes itself in the store, under a key that lives as long as it does.</summary>
public sealed record ClusterMember
{
    /// <summary>node.name.</summary>
    public required string Name { get; init; }

    /// <summary>A random text that a data directory keeps: tells a gateway that came back from another one of the same name.</summary>
    public required string Instance { get; init; }

    /// <summary>cluster.address: where other gateways ask it for names; null when it cannot be asked.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>Of its program.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required MemberState State { get; init; }

    /// <summary>Its clock when it wrote this.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it calls itself in option 54 on its interfaces.</summary>
    public ImmutableArray<Ipv4Address> ServerIdentifiers { get; init; } = [];

    /// <summary>Its pools in a form that can be compared key by key: the keys as in the configuration, without a place in a list.</summary>
    public ImmutableSortedDictionary<string, string> Pools { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Upstream servers that it cannot reach now, as ADDR:PORT. A hint to others, never a command.</summary>
    public ImmutableArray<string> UpstreamsDown { get; init; } = [];

    /// <summary>A digest of cluster.secret-file that does not tell the secret: the same on all gateways, or they cannot talk.</summary>
    public string SecretDigest { get; init; } = "";

    /// <summary>Nothing but the time of writing is different.</summary>
    internal bool SaysTheSameAs(ClusterMember other) =>
        (Name, Instance, Version, StartedAt, State, SecretDigest) == (other.Name, other.Instance, other.Version, other.StartedAt, other.State, other.SecretDigest)
        && Equals(Address, other.Address)
        && ServerIdentifiers.SequenceEqual(other.ServerIdentifiers)
        && UpstreamsDown.SequenceEqual(other.UpstreamsDown)
        && Pools.SequenceEqual(other.Pools);
}
