using System.Collections.Immutable;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>What the owner of all upstream servers can be told.</summary>
public abstract record UpstreamsMessage
{
    private UpstreamsMessage()
    {
    }

    /// <summary>The configuration has changed.</summary>
    public sealed record Configure(UpstreamSettings Settings) : UpstreamsMessage;

    /// <summary>What resolv.conf says now; null when there is none.</summary>
    public sealed record ResolvFile(string? Text) : UpstreamsMessage;

    /// <summary>What dns.servers-file says now.</summary>
    /// <param name="Servers">In its order.</param>
    /// <param name="DefaultDomains">Domains that the servers for everything are asked for.</param>
    public sealed record ServersFile(ImmutableArray<UpstreamServerSettings> Servers, ImmutableArray<string> DefaultDomains) : UpstreamsMessage;

    /// <summary>Where this gateway listens for DNS itself: servers at these addresses are ignored.</summary>
    public sealed record OwnAddresses(ImmutableArray<IpEndpoint> Addresses) : UpstreamsMessage
    {
        /// <summary>All addresses of the machine, ports 0: questions leave from one of them.</summary>
        public ImmutableArray<IpEndpoint> Machine { get; init; } = [];
    }

    /// <summary>Another gateway cannot reach this server, as ADDR:PORT. A hint: it is probed from here, and only that decides.</summary>
    public sealed record Hinted(string Server) : UpstreamsMessage;

    /// <summary>A probe of ours has come back as a query: the server that it was sent to asks us.</summary>
    internal sealed record Looped(ulong Probe) : UpstreamsMessage;

    /// <summary>Time to look for loops.</summary>
    /// <param name="Suspects">Only at servers that are known to loop.</param>
    internal sealed record LoopsDue(bool Suspects) : UpstreamsMessage;

    /// <summary>The probes of a round should have come back by now.</summary>
    internal sealed record LoopsOver(int Round) : UpstreamsMessage;

    /// <summary>Asks for all servers and what is thought of them.</summary>
    public sealed record Show(ReplyTo<ImmutableArray<UpstreamInfo>> ReplyTo) : UpstreamsMessage;
}

/// <summary>One upstream server, for people to look at. Counts are since it was configured.</summary>
public sealed record UpstreamInfo
{
    public required string Server { get; init; }

    /// <summary>The gateway of the cluster that it is; null for an upstream server.</summary>
    public string? Gateway { get; init; }

    public required UpstreamState State { get; init; }

    /// <summary>Sends our questions back to us, so it is not used.</summary>
    public bool IsLoop { get; init; }

    /// <summary>The domains it is asked for, as text; empty for all names.</summary>
    public required ImmutableArray<string> Domains { get; init; }

    /// <summary>Mean of the latest replies, in milliseconds; null before the first one.</summary>
    public required double? LatencyMilliseconds { get; init; }

    /// <summary>After how long another server is asked as well, in milliseconds.</summary>
    public required double HedgeMilliseconds { get; init; }

    public required long Asked { get; init; }

    public required long Replied { get; init; }

    public required long Silent { get; init; }

    public required long Failed { get; init; }

    public required long Refused { get; init; }

    public required long Rejected { get; init; }
}
