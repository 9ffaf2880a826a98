using System.Collections.Immutable;
using System.Net;

namespace Polymasq.Actors.Clustering;

/// <summary>The block cluster, for engine = etcd.</summary>
public sealed record ClusterSettings
{
    /// <summary>cluster.name.</summary>
    public required string Name { get; init; }

    /// <summary>node.name.</summary>
    public required string Gateway { get; init; }

    /// <summary>cluster.address: where this gateway answers the others, UDP and TCP; null: it does not share its cache.</summary>
    public required IPEndPoint? Address { get; init; }

    /// <summary>The content of cluster.secret-file; empty when there is none, and then nothing is shared over cluster.address.</summary>
    public required ImmutableArray<byte> Secret { get; init; }

    /// <summary>cluster.ttl: how long a gateway that says nothing stays a member.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>cluster.clock-bound: how far apart the gateways' clocks may be for all promises to hold.</summary>
    public required TimeSpan ClockBound { get; init; }

    /// <summary>Where all keys of this cluster begin: /polymasq/NAME/.</summary>
    public string Prefix => $"/polymasq/{Name}/";
}
