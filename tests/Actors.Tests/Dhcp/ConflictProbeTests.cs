using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>RFC 2131 §2.2, §3.1: a server should look whether an address is in use before it offers it.</summary>
public sealed class ConflictProbeTests
{
    private static readonly Dhcp4Settings Probing = Lan.Settings() with { NoPing = false };

    private readonly DhcpFixture _lan = new(Probing);

    [Fact]
    public void A_new_address_is_offered_after_the_probe_was_met_with_silence()
    {
        _lan.Send(Lan.Message(MessageType.Discover));
        Assert.Empty(_lan.Port.Sent);
        ConflictProbeRequest asked = Assert.Single(_lan.Probe.Started);
        Assert.True(asked.IsOnLink);
        Assert.Equal(7, asked.InterfaceIndex);
        Assert.Equal(Lan.Own, asked.Source.ToString());

        _lan.Advance(0.049);
        Assert.Empty(_lan.Port.Sent);
        _lan.Advance(0.001);
        SentMessage offer = _lan.Take();
        Assert.Equal(asked.Address.ToString(), offer.Yiaddr);
        Assert.Equal(asked.Correlation, Assert.Single(_lan.Probe.Stopped));
    }

    // What stock servers do badly: one client's probe must not delay another's lease.
    [Fact]
    public void A_probe_delays_nobody_but_its_own_client()
    {
        Assert.Equal(MessageType.Offer, OfferAfterProbe(client: 1).Type);
        SentMessage offer = OfferAfterProbe(client: 2);
        _lan.Ask(DhcpFixture.Selecting(offer, client: 2));

        _lan.Send(Lan.Message(MessageType.Discover, client: 3));
        Assert.Empty(_lan.Port.Sent);
        Assert.Equal(MessageType.Ack, _lan.Ask(Lan.Message(MessageType.Request, client: 2) with { Ciaddr = offer.Yiaddr }, destination: Lan.Own).Type);
        Assert.Equal(MessageType.Offer, _lan.Ask(Lan.Message(MessageType.Discover, client: 1)).Type); // probed a moment ago
    }

    [Fact]
    public void All_clients_wait_side_by_side()
    {
        for (int client = 1; client <= 50; client++) _lan.Send(Lan.Message(MessageType.Discover, client));
        Assert.Empty(_lan.Port.Sent);

        _lan.Advance(0.05);

        Assert.Equal(50, _lan.Port.Sent.Select(offer => offer.Yiaddr).Distinct().Count());
        Assert.Equal(0, _lan.PacketsHeld());
    }

    [Fact]
    public void An_address_in_use_is_put_aside_and_the_client_gets_another()
    {
        string taken = OfferAfterProbe(client: 1).Yiaddr;
        DhcpFixture lan = new(Probing);
        lan.Probe.InUse[taken] = Lan.Mac("02:ff:00:00:00:99");

        lan.Send(Lan.Message(MessageType.Discover));
        lan.Advance(0.05);

        SentMessage offer = lan.Take();
        Assert.NotEqual(taken, offer.Yiaddr);
        Assert.Equal(LeaseEventKind.Conflicted, Assert.Single(lan.Store.Events).Kind);
        Assert.Equal(taken, lan.Store.Events[0].Address.ToString());
        Assert.Equal(1, lan.Counters[Dhcp4Counter.Conflicts]);
        Assert.Equal(lan.Probe.Started.Select(started => started.Correlation), lan.Probe.Stopped);
    }

    // A host that has been set to the very address it asks for is no conflict (RFC 5227 §2.1.1 compares hardware addresses too).
    [Fact]
    public void The_clients_own_answer_is_no_conflict()
    {
        _lan.Probe.InUse["10.9.0.123"] = Lan.Mac(Lan.MacOf(1));

        _lan.Send(Lan.Message(MessageType.Discover).With(OptionCode.RequestedAddress, "10.9.0.123"));
        _lan.Advance(0.05);

        Assert.Equal("10.9.0.123", _lan.Take().Yiaddr);
    }

    [Fact]
    public void A_network_where_everything_answers_is_given_up_on_and_not_searched_through()
    {
        for (int i = 100; i <= 200; i++) _lan.Probe.InUse[$"10.9.0.{i}"] = Lan.Mac("02:ff:00:00:00:99");

        _lan.Send(Lan.Message(MessageType.Discover));

        Assert.Empty(_lan.Port.Sent);
        Assert.Equal(4, _lan.Counters[Dhcp4Counter.Conflicts]);
        Assert.Equal(1, _lan.Counters[Dhcp4Counter.Silent]);
        Assert.Equal(0, _lan.PacketsHeld());
    }

    [Fact]
    public void A_client_that_asks_again_meanwhile_is_answered_once_and_in_time()
    {
        _lan.Send(Lan.Message(MessageType.Discover));
        _lan.Advance(0.03);
        _lan.Send(Lan.Message(MessageType.Discover) with { Xid = 99 });
        _lan.Advance(0.02);

        Assert.Equal(99u, _lan.Take().Xid);
        Assert.Single(_lan.Probe.Started);
        Assert.Equal(0, _lan.PacketsHeld());
    }

    [Fact]
    public void An_address_found_unused_is_not_probed_again_for_a_while()
    {
        string address = OfferAfterProbe(client: 1).Yiaddr;
        _lan.Advance(29);
        Assert.Equal(address, _lan.Ask(Lan.Message(MessageType.Discover)).Yiaddr);
        _lan.Advance(1);
        _lan.Send(Lan.Message(MessageType.Discover));
        Assert.Equal(2, _lan.Probe.Started.Count);
    }

    [Fact]
    public void The_address_a_client_holds_is_not_probed()
    {
        SentMessage offer = OfferAfterProbe(client: 1);
        _lan.Ask(DhcpFixture.Selecting(offer));
        _lan.Advance(60);

        Assert.Equal(offer.Yiaddr, _lan.Ask(Lan.Message(MessageType.Discover)).Yiaddr);
        Assert.Single(_lan.Probe.Started);
    }

    [Fact]
    public void Above_the_limit_addresses_are_offered_unprobed_and_counted()
    {
        DhcpFixture lan = new(Probing with { ProbesMax = 1 });
        lan.Send(Lan.Message(MessageType.Discover, client: 1));

        Assert.Equal(2u, lan.Ask(Lan.Message(MessageType.Discover, client: 2)).Xid);
        Assert.Equal(1, lan.Counters[Dhcp4Counter.ProbesSkipped]);
    }

    [Fact]
    public void Without_a_way_to_probe_clients_are_served_all_the_same()
    {
        _lan.Probe.IsBroken = true;

        Assert.Equal(MessageType.Offer, _lan.Ask(Lan.Message(MessageType.Discover)).Type);
        Assert.Equal(1, _lan.Counters[Dhcp4Counter.ProbesSkipped]);
    }

    [Fact]
    public void No_ping_means_no_probe()
    {
        DhcpFixture lan = new(Probing with { NoPing = true });

        Assert.Equal(MessageType.Offer, lan.Ask(Lan.Message(MessageType.Discover)).Type);
        Assert.Empty(lan.Probe.Started);
    }

    // ARP does not reach behind a relay, ping does.
    [Fact]
    public void Behind_a_relay_the_address_is_not_on_our_link()
    {
        DhcpFixture lan = new(Probing with { Subnets = [Lan.Subnet(), Lan.Subnet("10.8.0.0/24", "10.8.0.100-10.8.0.200")] });

        lan.Send(Lan.Message(MessageType.Discover) with { Giaddr = "10.8.0.1" }, source: "10.8.0.1", destination: Lan.Own);

        Assert.False(Assert.Single(lan.Probe.Started).IsOnLink);
    }

    [Fact]
    public void An_answer_that_comes_too_late_changes_nothing()
    {
        _lan.Send(Lan.Message(MessageType.Discover));
        _lan.Advance(0.05);
        _lan.Take();

        _lan.Ref.Tell(Dhcp4ListenerMessage.ProbeAnswered(_lan.Probe.Started[0].Correlation, Lan.Mac("02:ff:00:00:00:99")));
        _lan.System.Run();

        Assert.Equal(0, _lan.Counters[Dhcp4Counter.Conflicts]);
        Assert.Empty(_lan.Store.Events);
    }

    private SentMessage OfferAfterProbe(int client)
    {
        _lan.Send(Lan.Message(MessageType.Discover, client));
        _lan.Advance(0.05);
        return _lan.Take();
    }
}
