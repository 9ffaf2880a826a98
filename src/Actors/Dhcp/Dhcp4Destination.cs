using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>How a reply finds its receiver (RFC 2131 §4.1).</summary>
public enum Dhcp4Delivery : byte
{
    None = 0,

    /// <summary>
    /// UDP to a client that has its address, or to a relay. The route decides the interface: a relay need not be on the link the
    /// request came from.
    /// </summary>
    Unicast,

    /// <summary>
    /// UDP in a frame to <see cref="Dhcp4Destination.Chaddr"/> on the listener's link: the client does not answer ARP for the
    /// address yet (AF_PACKET, with IP and UDP headers of our making).
    /// </summary>
    Link,

    /// <summary>UDP to 255.255.255.255 on the listener's link.</summary>
    Broadcast,
}

/// <summary>Where a reply goes.</summary>
/// <param name="Delivery">How.</param>
/// <param name="Source">The IP source address, ours; its UDP port is 67.</param>
/// <param name="Address">The IP destination address.</param>
/// <param name="Port">The UDP destination port: 68 for clients, 67 for relays.</param>
/// <param name="Chaddr">The frame's destination, for <see cref="Dhcp4Delivery.Link"/> alone.</param>
public readonly record struct Dhcp4Destination(
    Dhcp4Delivery Delivery, Ipv4Address Source, Ipv4Address Address, ushort Port, HardwareAddress Chaddr)
{
    public const ushort ClientPort = 68;
    public const ushort ServerPort = 67;
}
