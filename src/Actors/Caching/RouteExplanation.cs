using System.Collections.Immutable;
using System.Globalization;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Says who would be asked for a name, in which order, as things are now. Usable from any thread.</summary>
internal static class RouteExplanation
{
    /// <summary>The name's home in a cluster, then one step for each server of its route; the verdicts are those of a miss.</summary>
    /// <param name="upstreams">The servers in use.</param>
    /// <param name="gateways">The other gateways; none outside a cluster.</param>
    /// <param name="name">On the wire, in lower case.</param>
    public static ImmutableArray<ExplainedStep> Of(UpstreamSet upstreams, PeerSet gateways, ReadOnlySpan<byte> name)
    {
        ImmutableArray<ExplainedStep>.Builder steps = ImmutableArray.CreateBuilder<ExplainedStep>();
        bool isAnswered = false;
        if (!gateways.IsEmpty) steps.Add(Home(gateways.HomeOf(name), ref isAnswered));
        ReadOnlySpan<UpstreamServer> servers = upstreams.For(name);
        string route = $"for {DomainOf(upstreams, servers)}, {OrderOf(upstreams.Order)}";
        if (servers.IsEmpty) steps.Add(new ExplainedStep("upstream", StepVerdict.No, $"no server {route}: a question waits 2 s for one"));
        int place = 0;
        foreach (UpstreamServer server in InOrder(servers, upstreams.Order))
        {
            bool isAsked = !isAnswered && (place == 0 || upstreams.Order == UpstreamOrder.All);
            string reason = $"{++place}. of {servers.Length} {route}: {Describe(server.Verdict)}";
            steps.Add(new ExplainedStep($"upstream {server.Name}", isAsked ? StepVerdict.Yes : StepVerdict.NotReached, reason));
        }

        foreach (UpstreamServer loop in upstreams.Loops)
            steps.Add(new ExplainedStep($"upstream {loop.Name}", StepVerdict.No, "not used: it sends our questions back to this gateway (dns-loop-detect)"));
        return steps.ToImmutable();
    }

    private static ExplainedStep Home(UpstreamServer? home, ref bool isAnswered)
    {
        const string Candidate = "home gateway";
        if (home is null) return new ExplainedStep(Candidate, StepVerdict.No, "this gateway is the name's home: it asks upstream for all");
        isAnswered = home.Verdict.State is UpstreamState.Up or UpstreamState.Unknown;
        string use = isAnswered ? "asked first, upstream when it is late" : "not asked, upstream at once";
        return new ExplainedStep(Candidate, isAnswered ? StepVerdict.Yes : StepVerdict.No, $"{home.Gateway} at {home.Name}, {use}: {Describe(home.Verdict)}");
    }

    private static string OrderOf(UpstreamOrder order) => order switch
    {
        UpstreamOrder.Strict => "in the order of the configuration",
        UpstreamOrder.All => "all at once",
        _ => "the fastest first",
    };

    private static string DomainOf(UpstreamSet upstreams, ReadOnlySpan<UpstreamServer> servers)
    {
        foreach ((byte[] domain, UpstreamServer[] its) in upstreams.Domains)
        {
            if (servers == its.AsSpan() && DnsName.TryFromWire(domain, out DnsName name)) return DnsNameText.FormatRelative(name);
        }

        return "all names";
    }

    // As ServerChoice ranks them for a question that nobody was asked yet.
    private static UpstreamServer[] InOrder(ReadOnlySpan<UpstreamServer> servers, UpstreamOrder order) =>
    [
        .. servers.ToArray().OrderBy(static server => server.Verdict.State is UpstreamState.Unknown ? UpstreamState.Up : server.Verdict.State)
            .ThenBy(server => order == UpstreamOrder.Strict ? 0 : server.Verdict.ExpectedMicros),
    ];

    private static string Describe(UpstreamVerdict verdict)
    {
        string state = verdict.State switch
        {
            UpstreamState.Up => "up",
            UpstreamState.Suspect => "suspect, asked if no other is up",
            UpstreamState.Down => "down, asked if all are",
            _ => "not asked yet",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{state}, {verdict.ExpectedMicros / 1000.0:0.0} ms expected, late after {verdict.HedgeMicros / 1000.0:0.0} ms");
    }
}
