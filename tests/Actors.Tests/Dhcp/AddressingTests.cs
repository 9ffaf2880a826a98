using Polymasq.Actors.Dhcp;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>RFC 2131 §4.1: where answers go.</summary>
public sealed class AddressingTests
{
    [Fact]
    public void A_client_without_an_address_is_reached_by_its_hardware_address()
    {
        SentMessage offer = new DhcpFixture().Ask(Lan.Message(MessageType.Discover));

        Assert.Equal(
            new Dhcp4Destination(Dhcp4Delivery.Link, Ipv4Address.Parse(Lan.Own), Ipv4Address.Parse(offer.Yiaddr), 68, Lan.Mac(Lan.MacOf(1))), offer.Destination);
    }

    [Fact]
    public void A_client_that_asks_for_broadcast_gets_it()
    {
        SentMessage offer = new DhcpFixture().Ask(Lan.Message(MessageType.Discover) with { Flags = Dhcp4Layout.BroadcastFlag });

        Assert.Equal(new Dhcp4Destination(Dhcp4Delivery.Broadcast, Ipv4Address.Parse(Lan.Own), Ipv4Address.Broadcast, 68, default), offer.Destination);
        Assert.Equal(Dhcp4Layout.BroadcastFlag, offer.Flags);
    }

    // RFC 4390 §2.1: clients without an Ethernet address can't be addressed by one.
    [Fact]
    public void A_client_of_another_link_type_is_answered_by_broadcast()
    {
        SentMessage offer = new DhcpFixture().Ask(
            (Lan.Message(MessageType.Discover) with { Mac = "20-02:00:00:00:00:01" }).With(OptionCode.ClientIdentifier, 0, 1, 2));

        Assert.Equal(Dhcp4Delivery.Broadcast, offer.Destination.Delivery);
    }

    [Fact]
    public void A_nak_is_broadcast_even_to_a_client_that_can_take_unicast()
    {
        DhcpFixture lan = new();

        SentMessage nak = lan.Ask(Lan.Message(MessageType.Request) with { Ciaddr = "192.168.1.5" }, source: "192.168.1.5");

        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal("0.0.0.0", nak.Ciaddr);
        Assert.Equal(Dhcp4Delivery.Broadcast, nak.Destination.Delivery);
    }

    // RFC 2131 §4.1: the server answers as the one it was asked as.
    [Fact]
    public void A_client_that_asks_our_second_address_is_answered_from_it()
    {
        DhcpFixture lan = new(@interface: Lan.Interface(Lan.Own, "10.9.0.2"));
        string address = lan.Lease();

        SentMessage ack = lan.Ask(Lan.Message(MessageType.Request) with { Ciaddr = address }, source: address, destination: "10.9.0.2");

        Assert.Equal("10.9.0.2", ack.ServerIdentifier);
        Assert.Equal("10.9.0.2", ack.Destination.Source.ToString());
    }

    [Fact]
    public void A_request_for_any_of_our_addresses_is_for_us()
    {
        DhcpFixture lan = new(@interface: Lan.Interface(Lan.Own, "10.9.0.2"));
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));

        Dhcp4Bytes request = Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, offer.Yiaddr).With(OptionCode.ServerIdentifier, "10.9.0.2");

        Assert.Equal(MessageType.Ack, lan.Ask(request).Type);
    }

    [Fact]
    public void Our_own_addresses_are_given_to_nobody()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(range: "10.9.0.1-10.9.0.2")));

        Assert.Equal("10.9.0.2", lan.Lease(1));
        lan.Send(Lan.Message(MessageType.Discover, client: 2));
        Assert.Empty(lan.Port.Sent);
    }

    [Fact]
    public void Without_a_subnet_on_the_link_nobody_is_answered()
    {
        DhcpFixture lan = new(@interface: Lan.Interface("172.16.0.1"));

        lan.Send(Lan.Message(MessageType.Discover));

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.NoSubnet]);
    }

    [Fact]
    public void Without_an_address_of_our_own_nobody_is_answered()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet() with { Interface = "lan0" }), Lan.Interface());

        lan.Send(Lan.Message(MessageType.Discover));
        lan.Send(Lan.Message(MessageType.Discover) with { Giaddr = "10.9.0.2" });

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(2, lan.Counters[Dhcp4Counter.NoSubnet]);
    }

    [Fact]
    public void An_address_that_the_interface_gets_later_is_served_from_then_on()
    {
        DhcpFixture lan = new(@interface: Lan.Interface());
        lan.Send(Lan.Message(MessageType.Discover));

        lan.Ref.Tell(Dhcp4ListenerMessage.InterfaceChanged(Lan.Interface(Lan.Own)));

        Assert.Equal(MessageType.Offer, lan.Ask(Lan.Message(MessageType.Discover)).Type);
    }
}
