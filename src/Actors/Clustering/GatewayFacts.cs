using System.Collections.Immutable;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering;

/// <summary>Who this gateway is: does not change while it runs.</summary>
/// <param name="Instance">A random text that its data directory keeps.</param>
/// <param name="Version">Of the program.</param>
/// <param name="StartedAt">When the process began.</param>
public sealed record GatewayIdentity(string Instance, string Version, DateTimeOffset StartedAt);

/// <summary>What this gateway says of itself to the others, as it is now.</summary>
public sealed record GatewayFacts
{
    /// <summary>The leases are known, or it serves no DHCP.</summary>
    public required bool IsCaughtUp { get; init; }

    /// <summary>What it calls itself in option 54 on its interfaces.</summary>
    public ImmutableArray<Ipv4Address> ServerIdentifiers { get; init; } = [];

    /// <summary>See <see cref="ClusterMember.Pools"/>.</summary>
    public ImmutableSortedDictionary<string, string> Pools { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Upstream servers that are down, as ADDR:PORT.</summary>
    public ImmutableArray<string> UpstreamsDown { get; init; } = [];
}

/// <summary>Where the rest of the gateway tells about itself, and hears what other gateways tell.</summary>
public interface IGatewayFacts
{
    /// <summary>Asked about once a second, and after <see cref="ClusterMessage.FactsChanged"/>.</summary>
    GatewayFacts Read();

    /// <summary>Another gateway cannot reach this upstream server, as ADDR:PORT: worth a look, no more.</summary>
    void HintUpstreamDown(string server);
}
