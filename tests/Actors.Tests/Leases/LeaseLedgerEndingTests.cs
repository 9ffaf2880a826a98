using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

// RFC 2131 §4.3.3, §4.3.4: how a lease ends before and at its time.
public sealed class LeaseLedgerEndingTests
{
    private readonly LedgerFixture _net = new("10.9.0.100-10.9.0.102");

    [Fact]
    public void Only_the_holder_releases()
    {
        string address = _net.Lease(1);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Release, 2, address).Reason);
        Assert.Equal(LeaseDecisionKind.Recorded, _net.Decide(LeaseCommandKind.Release, 1, address).Kind);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Release, 1, address).Reason);
        Assert.Equal(0, _net.Ledger.Bound);
    }

    [Fact]
    public void A_declined_address_is_given_to_nobody_until_the_quarantine_ends()
    {
        string address = _net.Lease(1);
        Assert.Equal(LeaseDecisionKind.Recorded, _net.Decide(LeaseCommandKind.Decline, 1, address).Kind);
        string[] others = [_net.Lease(1), _net.Lease(2)];
        Assert.DoesNotContain(address, others);
        Assert.Equal("no offer", _net.Offer(3));
        Assert.Equal(LeaseDecision.Nak(LeaseReason.Quarantined), _net.Decide(LeaseCommandKind.RequestSelecting, 3, address));
        _net.Advance(1799);
        Assert.Equal("no offer", _net.Offer(3));
        _net.Advance(1);
        Assert.Equal(address, _net.Offer(3));
    }

    [Fact]
    public void Nobody_declines_an_address_it_was_not_given()
    {
        string address = _net.Lease(1);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Decline, 2, address).Reason);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Decline, 2, "10.9.0.102").Reason);
    }

    [Fact]
    public void A_probe_that_is_answered_leads_to_another_offer()
    {
        string first = _net.Offer(1);
        Assert.Equal(LeaseDecisionKind.Recorded, _net.Decide(LeaseCommandKind.Conflict, 1, first).Kind);
        Assert.Equal(LeaseEventKind.Conflicted, _net.Committed[^1].Kind);
        Assert.NotEqual(first, _net.Offer(1));
    }

    [Fact]
    public void A_late_probe_does_not_take_a_lease_away()
    {
        string address = _net.Offer(1);
        _net.Decide(LeaseCommandKind.RequestSelecting, 1, address);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Conflict, 1, address).Reason);
        Assert.Equal(1, _net.Ledger.Bound);
    }

    [Fact]
    public void An_operator_takes_an_address_back_and_out_of_quarantine()
    {
        string address = _net.Lease(1);
        Assert.Equal(LeaseDecisionKind.Recorded, _net.Decide(LeaseCommandKind.Revoke, 0, address).Kind);
        Assert.Equal(LeaseReason.NotTheHolder, _net.Decide(LeaseCommandKind.Revoke, 0, address).Reason);
        string second = _net.Lease(2);
        _net.Decide(LeaseCommandKind.Decline, 2, second);
        Assert.Equal(LeaseDecisionKind.Recorded, _net.Decide(LeaseCommandKind.Revoke, 0, second).Kind);
        Assert.Equal(second, _net.Lease(3, second));
    }

    [Fact]
    public void Leases_expire_once_and_in_order()
    {
        string first = _net.Lease(1);
        _net.Advance(60);
        string second = _net.Lease(2);
        _net.Advance(3600);
        _net.Advance(3600);
        Assert.Equal([first, second], _net.Committed.Where(e => e.Kind == LeaseEventKind.Expired).Select(e => e.Address.ToString()));
    }

    [Fact]
    public void A_renewed_lease_does_not_expire_at_its_old_end()
    {
        string address = _net.Lease(1);
        _net.Advance(1800);
        _net.Decide(LeaseCommandKind.RequestRenewing, 1, address);
        _net.Advance(1800);
        Assert.Equal(1, _net.Ledger.Bound);
        _net.Advance(1800);
        Assert.Equal(0, _net.Ledger.Bound);
    }

    [Fact]
    public void An_infinite_lease_stays()
    {
        LedgerFixture net = new(Net.Settings(new LeasePool(Net.PoolSettings("10.9.0.100-10.9.0.100") with { LeaseSeconds = LeaseTime.Infinite })));
        net.Lease(1);
        net.Advance(1e9);
        Assert.Equal(1, net.Ledger.Bound);
        Assert.Equal("no offer", net.Offer(2));
    }

    [Fact]
    public void What_was_not_committed_is_proposed_again()
    {
        _net.Lease(1);
        _net.AdvanceUnswept(3600);
        List<LeaseEvent> due = [];
        _net.Ledger.Sweep(_net.Now, 10, due);
        LeaseEvent lost = Assert.Single(due);
        _net.Ledger.Sweep(_net.Now, 10, due);
        Assert.Single(due);
        _net.Ledger.Forget(lost);
        _net.Ledger.Sweep(_net.Now, 10, due);
        Assert.Equal(2, due.Count);
        Assert.NotEqual(due[0].Correlation, due[1].Correlation);
    }
}
