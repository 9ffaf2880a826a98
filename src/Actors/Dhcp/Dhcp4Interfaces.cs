using System.Collections.Immutable;
using System.Net.Sockets;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>Which interfaces DHCP is served on: a pure function of the service and the interfaces of the moment, for the listeners and for --check.</summary>
public static class Dhcp4Interfaces
{
    /// <summary>Those that a subnet is on; and those named, where a subnet is on no link of ours and so behind relays.</summary>
    public static IEnumerable<InterfaceInfo> Of(Dhcp4Service service, InterfaceSet present)
    {
        bool behindRelays = service.Settings.Subnets.Any(subnet =>
            subnet.Interface is null && !present.Interfaces.SelectMany(OwnAddresses).Any(subnet.Subnet.Contains));
        foreach (InterfaceInfo info in present.Interfaces)
        {
            if (!info.IsUp || info.IsLoopback || Matches(service.ExceptInterfaces, info)) continue;
            bool isNamed = Matches(service.Interfaces, info);
            if (!service.Interfaces.IsEmpty && !isNamed) continue;
            if (SubnetsOn(service, info).Any() || (isNamed && behindRelays && OwnAddresses(info).Any())) yield return info;
        }
    }

    /// <summary>The subnets on an interface's own link. None on an interface without an address: there is nothing to answer from.</summary>
    public static IEnumerable<SubnetSettings> SubnetsOn(Dhcp4Service service, InterfaceInfo info)
    {
        Ipv4Address[] own = [.. OwnAddresses(info)];
        return own.Length == 0
            ? []
            : service.Settings.Subnets.Where(subnet => subnet.Interface is { } name ? name == info.Name : own.Any(subnet.Subnet.Contains));
    }

    /// <summary>What this gateway may call itself in option 54: its addresses on the interfaces that are served, each once, rising.</summary>
    public static ImmutableArray<Ipv4Address> ServerIdentifiers(Dhcp4Service service, InterfaceSet present) =>
        [.. Of(service, present).SelectMany(OwnAddresses).Distinct().Order()];

    internal static IEnumerable<Ipv4Address> OwnAddresses(InterfaceInfo info) => info.Addresses
        .Where(address => address.IsUsable && address.Address.AddressFamily == AddressFamily.InterNetwork)
        .Select(address => Ipv4Address.Read(address.Address.GetAddressBytes()));

    private static bool Matches(IEnumerable<string> patterns, InterfaceInfo info) => patterns.Any(pattern => InterfaceFilter.Matches(pattern, info.Name));
}
