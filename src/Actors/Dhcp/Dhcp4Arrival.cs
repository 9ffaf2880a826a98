using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>How a message came.</summary>
/// <param name="Source">The IP source address.</param>
/// <param name="Destination">The IP destination address.</param>
internal readonly record struct Dhcp4Arrival(Ipv4Address Source, Ipv4Address Destination)
{
    /// <summary>Sent to us alone: then the destination is an address of ours.</summary>
    public bool IsUnicast => Destination != Ipv4Address.Broadcast && !Destination.IsNone;
}
