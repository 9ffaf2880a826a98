using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>RFC 2131 §4.3: DHCPDISCOVER, and DHCPREQUEST in the four states of the client.</summary>
public sealed class RequestStateTests
{
    // RFC 2131 §4.3.1, §3.1.
    [Fact]
    public void A_new_client_is_offered_an_address_and_gets_it()
    {
        DhcpFixture lan = new();

        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));
        Assert.Equal(MessageType.Offer, offer.Type);
        Assert.Equal(Lan.Own, offer.ServerIdentifier);
        Assert.Empty(lan.Store.Events); // an offer is no lease

        SentMessage ack = lan.Ask(DhcpFixture.Selecting(offer));
        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal(offer.Yiaddr, ack.Yiaddr);
        Assert.Equal(1u, ack.Xid);
        Assert.Equal(LeaseEventKind.Leased, Assert.Single(lan.Store.Events).Kind);
    }

    // Invariant 1: no ACK before the event is durable.
    [Fact]
    public void The_ack_waits_for_the_disk_and_keeps_nobody_else_waiting()
    {
        DhcpFixture lan = new();
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));
        lan.IsDiskSlow = true;

        lan.Send(DhcpFixture.Selecting(offer));
        Assert.Empty(lan.Port.Sent);
        Assert.Equal(MessageType.Offer, lan.Ask(Lan.Message(MessageType.Discover, client: 2)).Type);

        lan.Commit();
        Assert.Equal(MessageType.Ack, lan.Take().Type);
    }

    // RFC 2131 §4.3.1: the address the client asks for, if it is free.
    [Fact]
    public void The_requested_address_is_offered_if_it_is_free()
    {
        DhcpFixture lan = new();

        Assert.Equal("10.9.0.123", lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.RequestedAddress, "10.9.0.123")).Yiaddr);
        Assert.NotEqual("10.9.0.123", lan.Ask(Lan.Message(MessageType.Discover, 2).With(OptionCode.RequestedAddress, "10.9.0.123")).Yiaddr);
    }

    // RFC 2131 §4.3.2, SELECTING: a request with another server's identifier tells us that our offer was turned down.
    [Fact]
    public void A_client_that_chose_another_server_frees_what_we_held_for_it()
    {
        DhcpFixture lan = new();
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.RequestedAddress, "10.9.0.123"));

        lan.Send(Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.77").With(OptionCode.ServerIdentifier, "10.9.0.2"));

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(offer.Yiaddr, lan.Ask(Lan.Message(MessageType.Discover, 2).With(OptionCode.RequestedAddress, "10.9.0.123")).Yiaddr);
    }

    // RFC 2131 §4.3.2, INIT-REBOOT: requested address, no server identifier.
    [Fact]
    public void A_rebooting_client_gets_its_address_again()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();

        SentMessage ack = lan.Ask(Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, address));

        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal(address, ack.Yiaddr);
    }

    // RFC 2131 §4.3.2, INIT-REBOOT: "Server SHOULD send a DHCPNAK if the client is on the wrong network".
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rebooting_client_from_another_network_is_refused_at_once(bool isAuthoritative)
    {
        DhcpFixture lan = new(Lan.Settings() with { Authoritative = isAuthoritative });

        SentMessage nak = lan.Ask(Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "192.168.1.5"));

        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal("0.0.0.0", nak.Yiaddr);
        Assert.Equal(Dhcp4Delivery.Broadcast, nak.Destination.Delivery);
        Assert.Equal("wrong network", nak.Text(OptionCode.Message));
    }

    // RFC 2131 §4.3.2: without a record of the client a server stays silent, so that servers can live side by side.
    [Fact]
    public void A_rebooting_stranger_is_left_to_other_servers_unless_we_are_the_authority()
    {
        Dhcp4Bytes stranger = Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.150");

        DhcpFixture guest = new(Lan.Settings() with { Authoritative = false });
        guest.Send(stranger);
        Assert.Empty(guest.Port.Sent);
        Assert.Equal(1, guest.Counters[Dhcp4Counter.Silent]);

        Assert.Equal(MessageType.Ack, new DhcpFixture().Ask(stranger).Type);
    }

    // RFC 2131 §4.3.2, RENEWING: unicast, ciaddr; the answer goes to ciaddr.
    [Fact]
    public void A_renewing_client_is_answered_at_its_address_with_a_full_lease()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();
        lan.Advance(1800);

        SentMessage ack = lan.Ask(Lan.Message(MessageType.Request) with { Ciaddr = address }, source: address, destination: Lan.Own);

        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal(address, ack.Yiaddr);
        Assert.Equal(address, ack.Ciaddr);
        Assert.Equal(3600u, ack.Seconds(OptionCode.LeaseTime));
        Assert.Equal(Dhcp4Delivery.Unicast, ack.Destination.Delivery);
        Assert.Equal(address, ack.Destination.Address.ToString());
        Assert.Equal(LeaseEventKind.Renewed, lan.Store.Events[^1].Kind);
    }

    // RFC 2131 §4.3.2, REBINDING: broadcast, ciaddr.
    [Fact]
    public void A_rebinding_client_keeps_its_address()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();
        lan.Advance(3200);

        SentMessage ack = lan.Ask(Lan.Message(MessageType.Request) with { Ciaddr = address }, source: address);

        Assert.Equal(MessageType.Ack, ack.Type);
        Assert.Equal(address, ack.Yiaddr);
    }

    [Fact]
    public void A_client_that_renews_somebody_elses_address_is_refused()
    {
        DhcpFixture lan = new();
        string address = lan.Lease();

        SentMessage nak = lan.Ask(Lan.Message(MessageType.Request, client: 2) with { Ciaddr = address }, source: address, destination: Lan.Own);

        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal("address in use", nak.Text(OptionCode.Message));
    }

    // RFC 2131 table 5: a DHCPREQUEST names an address, one way or the other.
    [Fact]
    public void A_request_without_any_address_is_dropped_and_counted()
    {
        DhcpFixture lan = new();

        lan.Send(Lan.Message(MessageType.Request));

        Assert.Empty(lan.Port.Sent);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Incomplete]);
    }

    // RFC 2131 §4.2: the client identifier is the client, if there is one.
    [Fact]
    public void The_client_identifier_counts_before_the_hardware_address()
    {
        DhcpFixture lan = new();
        string first = lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.ClientIdentifier, 0, 1, 2, 3)).Yiaddr;
        string again = lan.Ask(Lan.Message(MessageType.Discover, client: 9).With(OptionCode.ClientIdentifier, 0, 1, 2, 3)).Yiaddr;
        string other = lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.ClientIdentifier, 0, 1, 2, 4)).Yiaddr;

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void A_lease_time_that_was_asked_for_is_given_up_to_the_configured_one()
    {
        DhcpFixture lan = new();

        Assert.Equal(600u, lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.LeaseTime, 0, 0, 2, 88)).Seconds(OptionCode.LeaseTime));
        Assert.Equal(3600u, lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.LeaseTime, 255, 255, 255, 255)).Seconds(OptionCode.LeaseTime));
        Assert.Equal(LeaseTime.ShortestAsked, lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.LeaseTime, 0, 0, 0, 1)).Seconds(OptionCode.LeaseTime));
    }
}
