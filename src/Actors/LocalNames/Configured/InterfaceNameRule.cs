using System.Collections.Immutable;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>Which families of an interface's addresses a name gets.</summary>
[Flags]
public enum InterfaceFamilies : byte
{
    None = 0,
    Ipv4 = 1,
    Ipv6 = 2,
    Both = Ipv4 | Ipv6,
}

/// <summary>
/// A name whose addresses follow an interface: its own (dnsmasq's <c>interface-name</c>), or its subnets with another host's part
/// (<c>dynamic-host</c>).
/// </summary>
/// <param name="Name">As octets in lower case.</param>
/// <param name="Interface">Its name.</param>
/// <param name="Families">Of which addresses are given.</param>
/// <param name="Ipv4Host">The host part, 4 octets, that is put under each IPv4 prefix of the interface; empty for the interface's own.</param>
/// <param name="Ipv6Host">The same for IPv6, 16 octets.</param>
public sealed record InterfaceNameRule(
    ImmutableArray<byte> Name, string Interface, InterfaceFamilies Families, ImmutableArray<byte> Ipv4Host, ImmutableArray<byte> Ipv6Host);
