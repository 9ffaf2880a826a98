using System.Collections.Immutable;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>One entry of dns.servers.</summary>
/// <param name="Target">Where and how it is asked.</param>
/// <param name="Domains">The domains it is asked for, as text; empty for all that no other entry names.</param>
public sealed record UpstreamServerSettings(UpstreamTarget Target, ImmutableArray<string> Domains)
{
    public UpstreamServerSettings(IpEndpoint address, ImmutableArray<string> domains)
        : this(UpstreamTarget.Plain(address), domains)
    {
    }
}

/// <summary>Which servers are asked, and how.</summary>
public sealed record UpstreamSettings
{
    /// <summary>dns.servers.</summary>
    public required ImmutableArray<UpstreamServerSettings> Servers { get; init; }

    /// <summary>Domains that the servers for everything are asked for, although a shorter domain has others (dnsmasq's server=/DOMAIN/#).</summary>
    public ImmutableArray<string> DefaultDomains { get; init; } = [];

    /// <summary>dns.servers-file names one: it is told as <see cref="UpstreamsMessage.ServersFile"/>.</summary>
    public bool HasServersFile { get; init; }

    /// <summary>dns.no-resolv: the servers of resolv.conf are not used.</summary>
    public required bool NoResolv { get; init; }

    /// <summary>dns.dns-loop-detect: servers that send our questions back to us are found out and not used.</summary>
    public bool DetectsLoops { get; init; }

    /// <summary>dns.strict-order, dns.all-servers.</summary>
    public required UpstreamOrder Order { get; init; }
}
