using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>What a listener serves: the plan as seen from its interface. Immutable; made anew when either changes.</summary>
internal sealed class Dhcp4Link
{
    private readonly Ipv4Address[] _own;

    public Dhcp4Link(Dhcp4Plan plan, InterfaceInfo info)
    {
        Plan = plan;
        Interface = info;
        _own = [.. Dhcp4Interfaces.OwnAddresses(info)];
        Subnets = _own.Length == 0 ? [] : [.. plan.Subnets.Where(IsOnLink)]; // without an address there is nothing to answer from
    }

    public Dhcp4Plan Plan { get; }

    public InterfaceInfo Interface { get; }

    /// <summary>The subnets on the interface's own link, in the order of the configuration; several may share the wire.</summary>
    public ImmutableArray<Dhcp4Subnet> Subnets { get; }

    public bool IsOwn(Ipv4Address address) => _own.AsSpan().Contains(address);

    /// <summary>Our address for clients of a subnet that is served here: the one in it, else the interface's first.</summary>
    public Ipv4Address OwnAddressFor(Dhcp4Subnet subnet)
    {
        foreach (Ipv4Address own in _own)
            if (subnet.Range.Contains(own)) return own;
        return _own[0];
    }

    /// <summary>The subnet a relay speaks for; null if it is not configured, or tied to another interface.</summary>
    public Dhcp4Subnet? Relayed(Ipv4Address link)
    {
        Dhcp4Subnet? subnet = _own.Length == 0 ? null : Plan.Find(link);
        return subnet?.Settings.Interface is null || subnet.Settings.Interface == Interface.Name ? subnet : null;
    }

    /// <summary>
    /// Where to look first for a client on our own link: the subnet of the address it speaks of, else one where it has a
    /// reservation, else the first. Null if no subnet is on the link.
    /// </summary>
    public Dhcp4Subnet? FirstChoice(Ipv4Address address, ClientKey client, HardwareAddress chaddr)
    {
        foreach (Dhcp4Subnet subnet in Subnets)
            if (!address.IsNone && subnet.Range.Contains(address)) return subnet;
        if (Subnets.Length > 1)
            foreach (Dhcp4Subnet subnet in Subnets)
                if (subnet.Pool.ReservationOf(client, chaddr) is not null) return subnet;
        return Subnets.IsEmpty ? null : Subnets[0];
    }

    private bool IsOnLink(Dhcp4Subnet subnet) =>
        subnet.Settings.Interface is { } name ? name == Interface.Name : _own.Any(subnet.Range.Contains);
}
