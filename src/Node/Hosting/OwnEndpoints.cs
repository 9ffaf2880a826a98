using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Hosting;

/// <summary>Where this gateway answers DNS itself. An upstream server there would be ourselves, asked in a circle.</summary>
internal static class OwnEndpoints
{
    public static ImmutableArray<IpEndpoint> Of(ListenSettings listen, InterfaceSet present)
    {
        ImmutableArray<IpEndpoint>.Builder endpoints = ImmutableArray.CreateBuilder<IpEndpoint>();
        foreach (ListenTarget target in ListenPlan.Compute(listen, present).Targets)
        {
            if (target.IsWildcard) AddAll(endpoints, present, target.EndPoint.Port);
            else Add(endpoints, IpEndpoint.From(target.EndPoint));
        }

        return endpoints.ToImmutable();
    }

    /// <summary>All addresses that this machine has, in the order of its interfaces, ports 0.</summary>
    public static ImmutableArray<IpEndpoint> Of(InterfaceSet present)
    {
        ImmutableArray<IpEndpoint>.Builder endpoints = ImmutableArray.CreateBuilder<IpEndpoint>();
        AddAll(endpoints, present, port: 0);
        return endpoints.ToImmutable();
    }

    private static void AddAll(ImmutableArray<IpEndpoint>.Builder endpoints, InterfaceSet present, int port)
    {
        foreach (InterfaceInfo info in present.Interfaces)
        {
            foreach (InterfaceAddress address in info.Addresses) Add(endpoints, IpEndpoint.From(address.Address, port));
        }
    }

    private static void Add(ImmutableArray<IpEndpoint>.Builder endpoints, IpEndpoint endpoint)
    {
        if (!endpoints.Contains(endpoint)) endpoints.Add(endpoint);
    }
}
