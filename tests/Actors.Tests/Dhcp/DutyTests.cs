using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

// What a gateway does that is draining or without a quorum, and who comes first where load is balanced.
public sealed class DutyTests
{
    [Fact]
    public void A_draining_gateway_leaves_new_clients_to_the_others_and_keeps_its_offers()
    {
        DhcpCluster net = new();
        SentMessage offer = net.Discover(1)[1];
        net.Drain(1);

        Assert.Equal([2, 3], net.Discover(2).Keys);
        Assert.Equal(1, Assert.Single(net.Broadcast(DhcpFixture.Selecting(offer))).Gateway);
    }

    [Fact]
    public void A_draining_gateway_renews_what_its_clients_have_and_refuses_nobody()
    {
        DhcpCluster net = new();
        string address = net.Lease(1);
        net.Drain(1);
        net.Advance(1800);

        net[1].Send(Lan.Message(MessageType.Request) with { Ciaddr = address }, "10.9.0.1", address);
        net[1].Send(Lan.Message(MessageType.Request, 2) with { Ciaddr = address }, "10.9.0.1", address);
        net.Run();

        Assert.Equal(MessageType.Ack, Assert.Single(net[1].Port.Sent).Type);
    }

    [Fact]
    public void A_gateway_that_has_left_answers_nobody()
    {
        DhcpCluster net = new();
        net[1].Cluster.Current = net[1].Cluster.Current with { Duty = DhcpDuty.None };

        Assert.Equal([2, 3], net.Discover(1).Keys);
    }

    [Fact]
    public void Without_a_quorum_a_client_gets_the_rest_of_its_lease_and_new_ones_no_answer()
    {
        DhcpCluster net = new();
        string address = net.Lease(1);
        for (int number = 1; number <= 3; number++) net[number].Journal.Suspend();
        net.Advance(1800);
        Dhcp4Bytes rebinding = Lan.Message(MessageType.Request) with { Ciaddr = address };

        List<(int Gateway, SentMessage Message)> acks = net.Broadcast(rebinding);
        Assert.Equal(3, acks.Count);
        Assert.All(acks, ack => Assert.Equal((MessageType.Ack, 1800u), (ack.Message.Type, ack.Message.Seconds(OptionCode.LeaseTime))));
        Assert.Empty(net.Discover(2));
        net.Advance(1795);
        Assert.Empty(net.Broadcast(rebinding)); // less than ten seconds are left

        for (int number = 1; number <= 3; number++) net[number].Journal.Resume();
        Assert.Contains(net.Broadcast(rebinding), ack => ack.Message.Seconds(OptionCode.LeaseTime) == 3600);
        Assert.Equal(3, net.Discover(2).Count);
    }

    // A client that still has its lease does not begin anew: this one gave it back at a gateway that is out of hearing.
    [Fact]
    public void Without_a_quorum_a_client_that_begins_anew_does_not_get_the_rest_of_a_lease_it_may_have_given_back()
    {
        DhcpCluster net = new();
        string address = net.Lease(1);
        (int _, SentMessage offer) = Assert.Single(net.Discover(1).Take(1));
        for (int number = 1; number <= 3; number++) net[number].Journal.Suspend();
        net.Advance(60);

        Assert.Equal(address, offer.Yiaddr);
        Assert.Empty(net.Broadcast(DhcpFixture.Selecting(offer)));
    }

    // RFC 3074.
    [Fact]
    public void With_balanced_load_one_gateway_offers_and_the_others_at_the_first_retransmission()
    {
        DhcpCluster net = new(3, Lan.Settings() with { LoadBalance = LoadBalance.Rfc3074 });

        int[] first = [.. Enumerable.Range(1, 60).Select(client => Assert.Single(net.Discover(client)).Key)];
        Assert.Equal([1, 2, 3], first.Distinct().Order());
        Assert.Equal(3, net.Discover(1).Count);
    }

    [Fact]
    public void With_balanced_load_a_gateway_that_is_gone_leaves_its_clients_to_another()
    {
        DhcpCluster net = new(3, Lan.Settings() with { LoadBalance = LoadBalance.Rfc3074 });
        int owner = Assert.Single(net.Discover(1)).Key;
        net[owner].IsAlive = false;
        net.Depart(owner);

        Assert.Single(net.Broadcast(Lan.Message(MessageType.Discover, 1) with { Xid = 99 }));
    }
}
