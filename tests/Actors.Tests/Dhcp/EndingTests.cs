using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>DHCPDECLINE, DHCPRELEASE and DHCPINFORM.</summary>
public sealed class EndingTests
{
    // RFC 2131 §4.3.3: the address is not available; nobody gets it for a while.
    [Fact]
    public void A_declined_address_is_given_to_nobody_and_the_client_gets_another()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet(range: "10.9.0.100-10.9.0.101")));
        string address = lan.Lease();

        lan.Send(Lan.Message(MessageType.Decline).With(OptionCode.RequestedAddress, address).With(OptionCode.ServerIdentifier, Lan.Own));

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(LeaseEventKind.Declined, lan.Store.Events[^1].Kind);
        Assert.NotEqual(address, lan.Lease());
        lan.Send(Lan.Message(MessageType.Discover, client: 2));
        Assert.Empty(lan.Port.Sent);

        lan.Advance(1801); // the quarantine
        Assert.Equal(address, lan.Ask(Lan.Message(MessageType.Discover, client: 2)).Yiaddr);
    }

    // RFC 2131 §4.3.4.
    [Fact]
    public void A_released_address_is_free_and_still_its_holders_favourite()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();

        lan.Send(
            (Lan.Message(MessageType.Release) with { Ciaddr = address }).With(OptionCode.ServerIdentifier, Lan.Own), source: address, destination: Lan.Own);

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(LeaseEventKind.Released, lan.Store.Events[^1].Kind);
        Assert.Equal(address, lan.Lease());
    }

    // RFC 2131 table 5: both name the server, and mean no other.
    [Theory]
    [InlineData(MessageType.Decline)]
    [InlineData(MessageType.Release)]
    public void What_is_given_back_to_another_server_is_none_of_our_business(MessageType type)
    {
        DhcpFixture lan = new();
        string address = lan.Lease();

        Dhcp4Bytes message = (Lan.Message(type) with { Ciaddr = address }).With(OptionCode.RequestedAddress, address);
        lan.Send(message.With(OptionCode.ServerIdentifier, "10.9.0.2"));
        lan.Send(message);

        Assert.Single(lan.Store.Events);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.ForAnotherServer]);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Incomplete]);
    }

    [Fact]
    public void Nobody_can_release_what_another_client_holds()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();

        lan.Send((Lan.Message(MessageType.Release, client: 2) with { Ciaddr = address }).With(OptionCode.ServerIdentifier, Lan.Own), destination: Lan.Own);

        Assert.Single(lan.Store.Events);
    }

    // RFC 2131 §4.3.5: to ciaddr, without a lease, and nothing is written.
    [Fact]
    public void An_inform_gets_parameters_and_no_lease()
    {
        DhcpFixture lan = new();

        SentMessage ack = lan.Ask(Lan.Message(MessageType.Inform) with { Ciaddr = "10.9.0.40" }, source: "10.9.0.40");

        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal("0.0.0.0", ack.Yiaddr);
        Assert.Equal("10.9.0.40", ack.Ciaddr);
        Assert.False(ack.Has(OptionCode.LeaseTime) || ack.Has(OptionCode.RenewalTime) || ack.Has(OptionCode.RebindingTime));
        Assert.Equal(Lan.Own, ack.Address(OptionCode.DnsServer));
        Assert.Equal("10.9.0.40", ack.Destination.Address.ToString());
        Assert.Equal(Dhcp4Delivery.Unicast, ack.Destination.Delivery);
        Assert.Empty(lan.Store.Events);
    }

    // The answer goes to the address in the message: to be answered is to be able to send it anywhere.
    [Theory]
    [InlineData("192.0.2.9", "10.9.0.40")]
    [InlineData("0.0.0.0", "192.0.2.9")]
    public void An_inform_for_an_address_outside_our_subnets_is_dropped(string ciaddr, string source)
    {
        DhcpFixture lan = new();

        lan.Send(Lan.Message(MessageType.Inform) with { Ciaddr = ciaddr }, source: source, destination: Lan.Own);

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.NoSubnet]);
    }

    // Some clients leave ciaddr empty: then the source address is all there is to answer to.
    [Fact]
    public void An_inform_without_ciaddr_is_answered_at_its_source()
    {
        DhcpFixture lan = new();

        Assert.Equal("10.9.0.40", lan.Ask(Lan.Message(MessageType.Inform), source: "10.9.0.40").Destination.Address.ToString());
    }
}
