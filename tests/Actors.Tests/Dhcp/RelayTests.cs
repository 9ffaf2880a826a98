using Polymasq.Actors.Dhcp;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>Clients behind relays, and several subnets on one wire.</summary>
public sealed class RelayTests
{
    private const string Relay = "10.8.0.1";

    private readonly DhcpFixture _lan = new(Lan.Settings(
        Lan.Subnet(), Lan.Subnet("10.8.0.0/24", "10.8.0.100-10.8.0.200"), Lan.Subnet("10.7.0.0/24", "10.7.0.100-10.7.0.200") with { Interface = "lan1" }));

    // RFC 2131 §4.3.1: the subnet of giaddr; §4.1: the answer goes to giaddr, port 67.
    [Fact]
    public void A_relayed_client_gets_an_address_of_its_own_subnet_through_the_relay()
    {
        SentMessage offer = _lan.Ask(Relayed(MessageType.Discover), source: Relay, destination: Lan.Own);

        Assert.StartsWith("10.8.0.", offer.Yiaddr, StringComparison.Ordinal);
        Assert.Equal(new Dhcp4Destination(Dhcp4Delivery.Unicast, Ipv4Address.Parse(Lan.Own), Ipv4Address.Parse(Relay), 67, default), offer.Destination);
        Assert.Equal(Lan.Own, offer.ServerIdentifier);
        Assert.Equal(Relay, offer.Address(OptionCode.Router));
        Assert.Equal(Lan.Own, offer.Address(OptionCode.DnsServer));
    }

    // RFC 2131 §4.4.5: a bound client renews by unicast, past the relay; giaddr is zero then.
    [Fact]
    public void A_relayed_client_renews_past_its_relay()
    {
        string address = Lease();

        SentMessage ack = _lan.Ask(Lan.Message(MessageType.Request) with { Ciaddr = address }, source: address, destination: Lan.Own);

        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal(address, ack.Yiaddr);
        Assert.Equal(address, ack.Destination.Address.ToString());
    }

    // RFC 2131 §4.3.2: the relay must broadcast a NAK, so it is told to.
    [Fact]
    public void A_nak_through_a_relay_has_the_broadcast_flag_set()
    {
        SentMessage nak = _lan.Ask(Relayed(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.120"), source: Relay, destination: Lan.Own);

        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal(Relay, nak.Destination.Address.ToString());
        Assert.Equal(Dhcp4Layout.BroadcastFlag, nak.Flags);
    }

    // RFC 3046 §2.2: returned as it came, in each kind of answer, as the last option.
    [Fact]
    public void The_relays_information_is_returned_last()
    {
        byte[] information = [1, 3, 9, 9, 9, 2, 2, 8, 8];

        SentMessage offer = _lan.Ask(Relayed(MessageType.Discover).With(OptionCode.RelayAgentInformation, information), source: Relay, destination: Lan.Own);
        SentMessage nak = _lan.Ask(
            Relayed(MessageType.Request).With(OptionCode.RelayAgentInformation, information).With(OptionCode.RequestedAddress, "10.9.0.120"), source: Relay);

        Assert.Equal(information, offer.Option(OptionCode.RelayAgentInformation));
        Assert.Equal(82, offer.Codes[^1]);
        Assert.Equal(information, nak.Option(OptionCode.RelayAgentInformation));
        Assert.Equal(82, nak.Codes[^1]);
    }

    // RFC 3527 §3: link selection says where the client is, giaddr only where the relay is.
    [Fact]
    public void The_relays_link_selection_counts_before_giaddr()
    {
        Dhcp4Bytes discover = Relayed(MessageType.Discover) with { Giaddr = "192.0.2.1" };

        SentMessage offer = _lan.Ask(discover.With(OptionCode.RelayAgentInformation, 5, 4, 10, 8, 0, 0), source: "192.0.2.1", destination: Lan.Own);

        Assert.StartsWith("10.8.0.", offer.Yiaddr, StringComparison.Ordinal);
        Assert.Equal("192.0.2.1", offer.Destination.Address.ToString());
    }

    // RFC 3011 §2.
    [Fact]
    public void A_subnet_selection_is_followed_and_returned()
    {
        SentMessage offer = _lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.SubnetSelection, "10.8.0.0"));

        Assert.StartsWith("10.8.0.", offer.Yiaddr, StringComparison.Ordinal);
        Assert.Equal("10.8.0.0", offer.Address(OptionCode.SubnetSelection));
    }

    // RFC 5107 §4: clients are to take the relay for their server.
    [Fact]
    public void A_relay_may_stand_for_the_server()
    {
        byte[] information = [11, 4, 10, 8, 0, 1];
        SentMessage offer = _lan.Ask(Relayed(MessageType.Discover).With(OptionCode.RelayAgentInformation, information), source: Relay, destination: Lan.Own);
        Assert.Equal(Relay, offer.ServerIdentifier);
        Assert.Equal(Lan.Own, offer.Destination.Source.ToString());

        Dhcp4Bytes request = Relayed(MessageType.Request).With(OptionCode.RelayAgentInformation, information)
            .With(OptionCode.RequestedAddress, offer.Yiaddr).With(OptionCode.ServerIdentifier, Relay);
        Assert.Equal(MessageType.Ack, _lan.Ask(request, source: Relay, destination: Lan.Own).Type);
    }

    [Theory]
    [InlineData("192.0.2.1")] // no such subnet
    [InlineData("10.7.0.1")] // a subnet of another interface
    public void A_relay_of_a_subnet_that_is_not_served_here_is_not_answered(string giaddr)
    {
        _lan.Send(Relayed(MessageType.Discover) with { Giaddr = giaddr }, source: giaddr, destination: Lan.Own);

        Assert.Empty(_lan.Port.Sent);
        Assert.Equal(1, _lan.Counters[Dhcp4Counter.NoSubnet]);
    }

    [Fact]
    public void When_one_subnet_of_a_wire_is_full_the_next_one_serves()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(range: "10.9.0.100"), Lan.Subnet("10.8.0.0/24", "10.8.0.100-10.8.0.101") with { Interface = "lan0" }));

        Assert.Equal("10.9.0.100", lan.Lease(1));
        SentMessage second = lan.Ask(Lan.Message(MessageType.Discover, 2));
        Assert.StartsWith("10.8.0.", second.Yiaddr, StringComparison.Ordinal);
        Assert.Equal(MessageType.Ack, lan.Ask(DhcpFixture.Selecting(second, 2)).Type);
        Assert.Equal(Lan.Own, second.ServerIdentifier);
        Assert.False(second.Has(OptionCode.Router)); // we have no address there that its clients could reach

        Assert.StartsWith("10.8.0.", lan.Lease(3), StringComparison.Ordinal);
        lan.Send(Lan.Message(MessageType.Discover, 4));
        Assert.Empty(lan.Port.Sent);
        Assert.Equal(0, lan.PacketsHeld());
    }

    [Fact]
    public void A_reservation_in_any_subnet_of_a_wire_is_found()
    {
        HostSettings host = new() { HardwareAddresses = [Lan.Mac(Lan.MacOf(1))], Address = Ipv4Address.Parse("10.8.0.10") };
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(), Lan.Subnet("10.8.0.0/24", null) with { Interface = "lan0", Hosts = [host] }));

        Assert.Equal("10.8.0.10", lan.Lease(1));
    }

    private static Dhcp4Bytes Relayed(MessageType type, int client = 1) => Lan.Message(type, client) with { Giaddr = Relay };

    private string Lease()
    {
        SentMessage offer = _lan.Ask(Relayed(MessageType.Discover), source: Relay, destination: Lan.Own);
        Dhcp4Bytes request = Relayed(MessageType.Request).With(OptionCode.RequestedAddress, offer.Yiaddr).With(OptionCode.ServerIdentifier, offer.ServerIdentifier);
        return _lan.Ask(request, source: Relay, destination: Lan.Own).Yiaddr;
    }
}
