using System.Collections.Immutable;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>One entry of dns.servers.</summary>
/// <param name="Address">Where it is asked.</param>
/// <param name="Domains">The domains it is asked for, as text; empty for all that no other entry names.</param>
public sealed record UpstreamServerSettings(IpEndpoint Address, ImmutableArray<string> Domains);

/// <summary>Which servers are asked, and how.</summary>
public sealed record UpstreamSettings
{
    /// <summary>dns.servers.</summary>
    public required ImmutableArray<UpstreamServerSettings> Servers { get; init; }

    /// <summary>dns.no-resolv: the servers of resolv.conf are not used.</summary>
    public required bool NoResolv { get; init; }

    /// <summary>dns.strict-order, dns.all-servers.</summary>
    public required UpstreamOrder Order { get; init; }
}
