using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

// RFC 2131 §4.3.2: DHCPREQUEST in the four states of a client.
public sealed class LeaseLedgerRequestTests
{
    private const LeaseCommandKind Selecting = LeaseCommandKind.RequestSelecting;
    private const LeaseCommandKind InitReboot = LeaseCommandKind.RequestInitReboot;
    private const LeaseCommandKind Renewing = LeaseCommandKind.RequestRenewing;
    private const LeaseCommandKind Rebinding = LeaseCommandKind.RequestRebinding;

    private static LedgerFixture Network(bool authoritative = true) =>
        new(Net.Settings(Net.Pool("10.9.0.100-10.9.0.200")) with { Authoritative = authoritative });

    [Fact]
    public void Selecting_what_was_offered_leases_it()
    {
        LedgerFixture net = Network();
        string address = net.Offer(1);
        LeaseDecision ack = net.Decide(Selecting, 1, address, hostname: "box");
        Assert.Equal((LeaseDecisionKind.Ack, address, 3600u, "box"), (ack.Kind, ack.Address.ToString(), ack.LeaseSeconds, ack.Hostname));
        LeaseEvent leased = Assert.Single(net.Committed);
        Assert.Equal((LeaseEventKind.Leased, 1L, Net.Start.AddHours(1)), (leased.Kind, leased.Version, leased.Until));
    }

    [Fact]
    public void Selecting_works_after_the_hold_was_lost()
    {
        LedgerFixture net = Network();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(Selecting, 1, "10.9.0.150").Kind);
    }

    [Fact]
    public void Selecting_what_is_held_for_another_is_refused()
    {
        LedgerFixture net = Network();
        string address = net.Offer(1);
        Assert.Equal(LeaseDecision.Nak(LeaseReason.InUse), net.Decide(Selecting, 2, address));
    }

    [Theory]
    [InlineData("10.9.0.99", LeaseReason.NotInRange)]
    [InlineData("10.9.0.255", LeaseReason.NotInRange)]
    [InlineData("10.8.0.100", LeaseReason.WrongSubnet)]
    [InlineData("0.0.0.0", LeaseReason.WrongSubnet)]
    public void Addresses_that_are_not_ours_to_give_are_refused_in_every_state(string address, LeaseReason reason)
    {
        foreach (LeaseCommandKind kind in new[] { Selecting, InitReboot, Renewing, Rebinding })
            Assert.Equal(LeaseDecision.Nak(reason), Network().Decide(kind, 1, address));
    }

    [Fact]
    public void A_leased_address_is_refused_to_others_in_every_state()
    {
        LedgerFixture net = Network();
        string address = net.Lease(1);
        foreach (LeaseCommandKind kind in new[] { Selecting, InitReboot, Renewing, Rebinding })
            Assert.Equal(LeaseDecision.Nak(LeaseReason.InUse), net.Decide(kind, 2, address));
    }

    [Theory]
    [InlineData(InitReboot)]
    [InlineData(Renewing)]
    [InlineData(Rebinding)]
    public void The_holder_renews_in_every_state(LeaseCommandKind kind)
    {
        LedgerFixture net = Network(authoritative: false);
        string address = net.Lease(1);
        net.Advance(1800);
        Assert.Equal(3600u, net.Decide(kind, 1, address).LeaseSeconds);
        LeaseEvent renewed = net.Committed[^1];
        Assert.Equal((LeaseEventKind.Renewed, 2L), (renewed.Kind, renewed.Version));
        Assert.Equal((Net.Start, Net.Start.AddSeconds(5400)), (renewed.Since, renewed.Until));
    }

    [Theory]
    [InlineData(InitReboot, LeaseDecisionKind.Silent)]
    [InlineData(Renewing, LeaseDecisionKind.Nak)]
    [InlineData(Rebinding, LeaseDecisionKind.Silent)]
    public void An_unknown_client_is_adopted_by_the_authority_alone(LeaseCommandKind kind, LeaseDecisionKind otherwise)
    {
        Assert.Equal(LeaseDecisionKind.Ack, Network().Decide(kind, 1, "10.9.0.123").Kind);
        LeaseDecision decision = Network(authoritative: false).Decide(kind, 1, "10.9.0.123");
        Assert.Equal((otherwise, LeaseReason.UnknownClient), (decision.Kind, decision.Reason));
    }

    [Fact]
    public void Without_authority_unknown_clients_are_refused_only_where_the_RFC_says_so()
    {
        Assert.Equal(LeaseDecision.Nak(LeaseReason.WrongSubnet), Network(authoritative: false).Decide(InitReboot, 1, "10.8.0.1"));
        Assert.Equal(LeaseDecisionKind.Silent, Network(authoritative: false).Decide(InitReboot, 1, "10.9.0.50").Kind);
        Assert.Equal(LeaseDecisionKind.Silent, Network(authoritative: false).Decide(Rebinding, 1, "10.8.0.1").Kind);
    }

    [Fact]
    public void A_known_client_with_the_wrong_address_is_refused()
    {
        LedgerFixture net = Network(authoritative: false);
        net.Lease(1, "10.9.0.150");
        Assert.Equal(LeaseDecision.Nak(LeaseReason.WrongAddress), net.Decide(InitReboot, 1, "10.9.0.160"));
        Assert.Equal(LeaseDecision.Nak(LeaseReason.WrongAddress), net.Decide(Renewing, 1, "10.9.0.160"));
    }

    [Theory]
    [InlineData(InitReboot)]
    [InlineData(Renewing)]
    [InlineData(Rebinding)]
    public void A_released_or_expired_address_that_is_still_free_goes_back_to_its_client(LeaseCommandKind kind)
    {
        LedgerFixture net = Network(authoritative: false);
        string address = net.Lease(1);
        net.Decide(LeaseCommandKind.Release, 1, address);
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(kind, 1, address).Kind);
        net.Advance(4000);
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(kind, 1, address).Kind);
        Assert.Equal(LeaseEventKind.Leased, net.Committed[^1].Kind);
    }

    [Fact]
    public void A_repeated_request_is_acknowledged_from_the_committed_lease()
    {
        LedgerFixture net = Network();
        string address = net.Lease(1);
        net.Advance(4);
        Assert.Equal(LeaseDecision.Ack(Net.Address(address), 3596, null), net.Decide(Selecting, 1, address));
        Assert.Single(net.Committed);
        net.Advance(6);
        Assert.Equal(3600u, net.Decide(Selecting, 1, address).LeaseSeconds);
        Assert.Equal(2, net.Committed.Count);
    }

    [Fact]
    public void A_new_name_is_written_at_once_and_a_missing_one_keeps_the_old()
    {
        LedgerFixture net = Network();
        string address = net.Offer(1);
        net.Decide(Selecting, 1, address, hostname: "old");
        Assert.Equal("new", net.Decide(Renewing, 1, address, hostname: "new").Hostname);
        net.Advance(1800);
        Assert.Equal("new", net.Decide(Renewing, 1, address).Hostname);
        Assert.Equal(["old", "new", "new"], net.Committed.Select(e => e.Hostname));
    }

    [Fact]
    public void Choosing_another_address_of_the_pool_gives_the_old_one_back()
    {
        LedgerFixture net = Network();
        net.Lease(1, "10.9.0.110");
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(Selecting, 1, "10.9.0.120").Kind);
        net.Sweep();
        Assert.Equal((LeaseEventKind.Released, "10.9.0.110"), (net.Committed[^1].Kind, net.Committed[^1].Address.ToString()));
        Assert.Equal("10.9.0.120", net.Offer(1));
        Assert.Equal(1, net.Ledger.Bound);
    }

    [Fact]
    public void The_lease_on_another_subnet_stays_when_a_client_moves()
    {
        LeasePool other = new(Net.PoolSettings() with
        {
            Name = "other", Subnet = new(Net.Address("10.10.0.0"), 24), Ranges = [Net.Range("10.10.0.10-10.10.0.20")],
        });
        LedgerFixture net = new(Net.Settings(Net.Pool("10.9.0.100-10.9.0.200"), other));
        string first = net.Lease(1);
        string second = net.Decide(Net.Command(LeaseCommandKind.Offer, other, 1)).Address.ToString();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(Net.Command(Selecting, other, 1, second)).Kind);
        net.Sweep();
        Assert.Equal(2, net.Ledger.Bound);
        Assert.Equal(first, net.Offer(1));
    }

    [Fact]
    public void An_address_is_kept_from_others_for_the_reuse_delay_but_not_from_its_client()
    {
        LedgerFixture net = new(Net.Settings(Net.Pool("10.9.0.100-10.9.0.100")) with { ReuseDelay = TimeSpan.FromSeconds(60) });
        string address = net.Lease(1);
        net.Advance(3659);
        Assert.Equal("no offer", net.Offer(2));
        Assert.Equal(LeaseDecision.Nak(LeaseReason.InUse), net.Decide(InitReboot, 2, address));
        Assert.Equal(address, net.Offer(1));
        net.Decide(LeaseCommandKind.ChoseAnother, 1);
        net.Advance(1);
        Assert.Equal(address, net.Offer(2));
    }
}
