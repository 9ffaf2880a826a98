using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>Where replies go (RFC 2131 §4.1).</summary>
internal static class Dhcp4Routing
{
    /// <summary>The way of an OFFER or an ACK.</summary>
    /// <param name="request">What is answered.</param>
    /// <param name="own">Our address for this client.</param>
    /// <param name="client">The address the client is given or has; none for a DHCPINFORM without any.</param>
    public static Dhcp4Destination OfReply(in Dhcp4Message request, Ipv4Address own, Ipv4Address client)
    {
        // RFC 2131 §4.3.5: a DHCPINFORM is answered at ciaddr, even if a relay brought it.
        bool isInform = request.Type == MessageType.Inform;
        if (!request.Giaddr.IsNone && !(isInform && !request.Ciaddr.IsNone)) return ToRelay(request, own);
        if (!request.Ciaddr.IsNone) return ToClient(Dhcp4Delivery.Unicast, own, request.Ciaddr);
        if (isInform && !client.IsNone) return ToClient(Dhcp4Delivery.Unicast, own, client);
        bool canTakeUnicast = (request.Flags & Dhcp4Layout.BroadcastFlag) == 0 && request.Chaddr is { Type: HardwareAddress.Ethernet, Length: 6 };
        if (!canTakeUnicast || client.IsNone) return ToAll(own);
        return new Dhcp4Destination(Dhcp4Delivery.Link, own, client, Dhcp4Destination.ClientPort, request.Chaddr);
    }

    /// <summary>The way of a NAK: to everybody on the link, since the client can't trust its address.</summary>
    public static Dhcp4Destination OfNak(in Dhcp4Message request, Ipv4Address own) =>
        request.Giaddr.IsNone ? ToAll(own) : ToRelay(request, own);

    private static Dhcp4Destination ToRelay(in Dhcp4Message request, Ipv4Address own) =>
        new(Dhcp4Delivery.Unicast, own, request.Giaddr, Dhcp4Destination.ServerPort, default);

    private static Dhcp4Destination ToClient(Dhcp4Delivery delivery, Ipv4Address own, Ipv4Address client) =>
        new(delivery, own, client, Dhcp4Destination.ClientPort, default);

    private static Dhcp4Destination ToAll(Ipv4Address own) =>
        new(Dhcp4Delivery.Broadcast, own, Ipv4Address.Broadcast, Dhcp4Destination.ClientPort, default);
}
