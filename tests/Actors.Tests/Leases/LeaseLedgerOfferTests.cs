using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

// RFC 2131 §4.3.1: which address a DHCPDISCOVER is offered.
public sealed class LeaseLedgerOfferTests
{
    [Fact]
    public void An_offer_writes_nothing_and_is_the_same_for_the_same_client()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        string first = net.Offer(1);
        net.Offer(2);
        Assert.Equal(first, net.Offer(1));
        Assert.Empty(net.Committed);
    }

    // Pinned addresses: another release or another gateway must choose the same.
    [Theory]
    [InlineData(1, "10.9.0.197")]
    [InlineData(2, "10.9.0.132")]
    [InlineData(3, "10.9.0.192")]
    public void The_place_in_the_range_follows_from_the_client_alone(int client, string address) =>
        Assert.Equal(address, new LedgerFixture("10.9.0.100-10.9.0.200").Offer(client));

    [Fact]
    public void Two_clients_are_never_offered_the_same_address_while_there_are_others()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.149");
        string[] offers = [.. Enumerable.Range(1, 50).Select(client => net.Offer(client))];
        Assert.Equal(50, offers.Distinct().Count());
    }

    [Fact]
    public void When_nothing_else_is_left_the_oldest_offer_gives_way()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.101");
        string first = net.Offer(1);
        net.AdvanceUnswept(5);
        net.Offer(2);
        Assert.Equal(first, net.Offer(3));
        Assert.Equal(LeaseReason.InUse, net.Decide(LeaseCommandKind.RequestSelecting, 1, first).Reason);
    }

    [Fact]
    public void An_offer_is_forgotten_after_the_hold_time()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.101");
        string first = net.Offer(1);
        string second = net.Offer(2);
        net.Advance(20);
        Assert.Equal(second, net.Offer(2));
        net.Advance(10);
        Assert.Equal(first, net.Offer(3));
        Assert.Equal(second, net.Offer(2));
    }

    [Fact]
    public void A_client_that_chose_another_server_gives_its_hold_back()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.101");
        string first = net.Offer(1);
        net.Offer(2);
        net.Decide(LeaseCommandKind.ChoseAnother, 1);
        Assert.Equal(first, net.Offer(3));
        Assert.Equal(LeaseDecisionKind.Ack, net.Decide(LeaseCommandKind.RequestSelecting, 3, first).Kind);
    }

    [Fact]
    public void An_asked_address_is_offered_if_it_is_free_and_in_range()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        Assert.Equal("10.9.0.177", net.Offer(1, "10.9.0.177"));
        Assert.NotEqual("10.9.0.177", net.Offer(2, "10.9.0.177"));
        Assert.NotEqual("10.9.0.50", net.Offer(3, "10.9.0.50"));
        Assert.NotEqual("192.0.2.1", net.Offer(4, "192.0.2.1"));
    }

    [Fact]
    public void Released_and_expired_addresses_wait_for_their_client()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        string first = net.Lease(1, "10.9.0.111");
        string second = net.Lease(2, "10.9.0.122");
        net.Decide(LeaseCommandKind.Release, 1, first);
        net.Advance(7200);
        Assert.Equal(0, net.Ledger.Bound);
        Assert.Equal(first, net.Offer(1));
        Assert.Equal(second, net.Offer(2));
    }

    [Fact]
    public void Fresh_addresses_go_first_then_those_that_are_free_longest()
    {
        LedgerFixture net = new("10.9.0.1-10.9.0.129");
        string[] first = [.. Enumerable.Range(1, 64).Select(client => net.Lease(client))];
        string[] then = [.. Enumerable.Range(65, 64).Select(client => net.Lease(client))];
        for (int client = 1; client <= 128; client++)
        {
            net.Decide(LeaseCommandKind.Release, client, client <= 64 ? first[client - 1] : then[client - 65]);
            net.AdvanceUnswept(1);
        }

        Assert.DoesNotContain(net.Lease(201), first.Concat(then));
        Assert.Contains(net.Lease(202), first);
    }

    [Fact]
    public void When_all_addresses_are_bound_there_is_none_until_leases_end()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.101");
        net.Lease(1);
        net.Lease(2);
        Assert.Equal(LeaseDecisionKind.Exhausted, net.Decide(LeaseCommandKind.Offer, 3).Kind);
        net.Advance(3600);
        Assert.NotEqual("no offer", net.Offer(3));
    }

    [Fact]
    public void Only_a_running_lease_of_the_client_needs_no_probe()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        Assert.True(net.Decide(LeaseCommandKind.Offer, 1).NeedsProbe);
        net.Lease(1);
        Assert.False(net.Decide(LeaseCommandKind.Offer, 1).NeedsProbe);
        net.AdvanceUnswept(3600);
        Assert.True(net.Decide(LeaseCommandKind.Offer, 1).NeedsProbe);
    }

    [Fact]
    public void A_client_without_identifier_and_hardware_address_gets_nothing()
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        LeaseDecision decision = net.Decide(new LeaseCommand { Kind = LeaseCommandKind.Offer, Pool = net.Pool });
        Assert.Equal((LeaseDecisionKind.Silent, LeaseReason.Nameless), (decision.Kind, decision.Reason));
    }

    [Theory]
    [InlineData(0, 3600)]
    [InlineData(600, 600)]
    [InlineData(10, 120)] // dnsmasq's floor: a renewal each five seconds helps nobody
    [InlineData(86400, 3600)]
    [InlineData(uint.MaxValue, 3600)]
    public void A_client_may_ask_for_a_shorter_lease_only(uint asked, uint given)
    {
        LedgerFixture net = new("10.9.0.100-10.9.0.200");
        LeaseCommand command = Net.Command(LeaseCommandKind.Offer, net.Pool, 1) with { AskedSeconds = asked };
        Assert.Equal(given, net.Decide(command).LeaseSeconds);
    }

    [Fact]
    public void The_number_of_holds_is_bounded()
    {
        LedgerFixture net = new(Net.Settings(Net.Pool("10.9.0.1-10.9.0.254")) with { HoldsMax = 3 });
        string first = net.Offer(1, "10.9.0.11");
        foreach (int client in new[] { 2, 3, 4 }) net.Offer(client);
        Assert.Equal(first, net.Offer(5, first));
    }
}
