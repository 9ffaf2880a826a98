using System.Collections.Immutable;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Hosting;

/// <summary>What this gateway tells the others about itself, gathered from its parts. Read by the cluster's actor.</summary>
internal sealed class HostFacts(Func<NodeSettings> settings, DnsPart? dns, Func<DhcpPart?> dhcp, IInterfaceSource interfaces) : IGatewayFacts
{
    private (Dhcp4Settings Of, ImmutableSortedDictionary<string, string> Pools)? _described;

    public GatewayFacts Read()
    {
        GatewayFacts facts = new() { IsCaughtUp = true, UpstreamsDown = dns?.Cache.UpstreamsDown ?? [] };
        if (dhcp() is not { } part) return facts;
        return facts with
        {
            IsCaughtUp = part.IsCaughtUp,
            ServerIdentifiers = interfaces.Current is { } present ? Dhcp4Interfaces.ServerIdentifiers(DhcpPart.ServiceOf(settings()), present) : [],
            Pools = Describe(settings().Dhcp4),
        };
    }

    public void HintUpstreamDown(string server) => dns?.Upstreams.Tell(new UpstreamsMessage.Hinted(server));

    private ImmutableSortedDictionary<string, string> Describe(Dhcp4Settings pools)
    {
        if (!ReferenceEquals(_described?.Of, pools)) _described = (pools, PoolDescription.Of(pools));
        return _described.Value.Pools;
    }
}
