using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

// RFC 2131 §4.3.2: the server identifier says which server was chosen. Which gateway answers, when it is dead.
public sealed class StandInTests
{
    [Fact]
    public void All_gateways_offer_a_client_the_same_address_each_under_its_own_name()
    {
        Dictionary<int, SentMessage> offers = new DhcpCluster().Discover(1);

        Assert.Single(offers.Values.Select(offer => offer.Yiaddr).Distinct());
        Assert.Equal(["10.9.0.1", "10.9.0.2", "10.9.0.3"], offers.Values.Select(offer => offer.ServerIdentifier));
    }

    [Fact]
    public void The_chosen_gateway_answers_alone_and_one_event_is_written()
    {
        DhcpCluster net = new();
        net.Lease(1, gateway: 2);

        Assert.Equal("gw2", Assert.Single(net.Store.Events).Gateway);
        Assert.Equal(1, net[1].Counters[Dhcp4Counter.LeftToOthers]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_that_is_gone_between_its_offer_and_the_request_is_stood_in_for_at_once_under_its_name(int gone)
    {
        DhcpCluster net = new();
        SentMessage offer = net.Discover(1)[gone];
        net[gone].IsAlive = false;
        net.Depart(gone);

        (int standIn, SentMessage ack) = Assert.Single(net.Broadcast(DhcpFixture.Selecting(offer)));

        Assert.Equal((MessageType.Ack, offer.Yiaddr, offer.ServerIdentifier), (ack.Type, ack.Yiaddr, ack.ServerIdentifier));
        Assert.Equal($"10.9.0.{standIn}", ack.Destination.Source.ToString());
    }

    [Fact]
    public void One_that_is_silent_is_stood_in_for_at_the_first_retransmission_and_the_next_one_at_the_second()
    {
        DhcpCluster net = new();
        SentMessage offer = net.Discover(1)[1];
        net[1].IsAlive = false;
        Assert.Empty(net.Broadcast(DhcpFixture.Selecting(offer)));
        net.Advance(4);
        int second = Assert.Single(net.Broadcast(DhcpFixture.Selecting(offer))).Gateway;

        net = new DhcpCluster();
        offer = net.Discover(1)[1];
        net[1].IsAlive = net[second].IsAlive = false;
        Assert.Empty(net.Broadcast(DhcpFixture.Selecting(offer)));
        net.Advance(4);
        Assert.Empty(net.Broadcast(DhcpFixture.Selecting(offer)));
        net.Advance(8);
        (int third, SentMessage ack) = Assert.Single(net.Broadcast(DhcpFixture.Selecting(offer)));
        Assert.Equal((5 - second, "10.9.0.1"), (third, ack.ServerIdentifier)); // 2 and 3 are left
    }

    [Fact]
    public void What_the_dead_one_had_committed_is_confirmed_by_the_store_once()
    {
        DhcpCluster net = new();
        SentMessage offer = net.Discover(1)[1];
        net[1].Port.KeepsNothing = true; // it dies between commit and ACK
        Assert.Empty(net.Broadcast(DhcpFixture.Selecting(offer)));
        net[1].IsAlive = false;
        net.Depart(1);
        net.Advance(4);

        List<(int Gateway, SentMessage Message)> acks = net.Broadcast(DhcpFixture.Selecting(offer));

        Assert.NotEmpty(acks); // both may tell the same truth by now
        Assert.All(acks, ack => Assert.Equal((MessageType.Ack, offer.Yiaddr, "10.9.0.1"), (ack.Message.Type, ack.Message.Yiaddr, ack.Message.ServerIdentifier)));
        // One asks the store whether it is still so; who was second hears the answer.
        Assert.Equal([LeaseEventKind.Leased, LeaseEventKind.Renewed], net.Store.Events.Select(static e => e.Kind));
    }

    [Fact]
    public void A_strangers_offer_is_nobodys_to_confirm()
    {
        DhcpCluster net = new();
        net.Discover(1);
        Dhcp4Bytes chosen = Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "10.9.0.150").With(OptionCode.ServerIdentifier, "10.9.0.254");

        for (int times = 0; times < 4; times++) Assert.Empty(net.Broadcast(chosen));
    }

    [Fact]
    public void A_refusal_is_told_by_one_gateway_and_by_another_when_that_one_is_silent()
    {
        DhcpCluster net = new();
        Dhcp4Bytes reboot = Lan.Message(MessageType.Request).With(OptionCode.RequestedAddress, "192.0.2.7");
        (int first, SentMessage nak) = Assert.Single(net.Broadcast(reboot));
        Assert.Equal(MessageType.Nak, nak.Type);

        net[first].IsAlive = false;
        Assert.Single(net.Broadcast(reboot));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_declined_address_is_out_of_use_whether_the_named_gateway_hears_it_or_not(bool isAlive)
    {
        DhcpCluster net = new();
        string address = net.Lease(1);
        net[1].IsAlive = isAlive;

        net.Broadcast(Lan.Message(MessageType.Decline).With(OptionCode.RequestedAddress, address).With(OptionCode.ServerIdentifier, "10.9.0.1"));

        Assert.Equal(["Leased", "Declined"], net.Store.Events.Select(e => e.Kind.ToString()));
    }
}
