using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Hosting;

/// <summary>Where this gateway answers DNS itself. An upstream server there would be ourselves, asked in a circle.</summary>
internal static class OwnEndpoints
{
    public static ImmutableArray<IpEndpoint> Of(ListenSettings listen, InterfaceSet present) =>
        [.. ListenPlan.Compute(listen, present).Targets.SelectMany(target => Addresses(target, present)).Distinct()];

    /// <summary>All addresses that this machine has, in order, ports 0.</summary>
    public static ImmutableArray<IpEndpoint> Of(InterfaceSet present) =>
        [.. present.Interfaces.SelectMany(static info => info.Addresses).Select(static address => IpEndpoint.From(address.Address, 0)).OrderBy(static one => one.ToString(), StringComparer.Ordinal)];

    private static IEnumerable<IpEndpoint> Addresses(ListenTarget target, InterfaceSet present) => !target.IsWildcard
        ? [IpEndpoint.From(target.EndPoint)]
        : present.Interfaces.SelectMany(info => info.Addresses).Select(address => IpEndpoint.From(address.Address, target.EndPoint.Port));
}
