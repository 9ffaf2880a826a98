using Polymasq.Actors.Leases;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Leases;

public sealed class LeaseLedgerActorTests
{
    private const LeaseCommandKind Selecting = LeaseCommandKind.RequestSelecting;
    private const LeaseCommandKind Renewing = LeaseCommandKind.RequestRenewing;

    [Fact]
    public void No_ack_leaves_before_the_event_is_committed()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 7);
        Assert.Empty(net.Decided);
        Assert.Empty(net.Observed);
        net.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[7].Kind);
        Assert.Equal(LeaseEventKind.Leased, Assert.Single(net.Observed).Kind);
    }

    [Fact]
    public void Requests_that_came_together_share_a_commit()
    {
        LedgerSystem net = new();
        for (int client = 1; client <= 3; client++) net.Post(Net.Command(Selecting, net.Pool, client, $"10.9.0.11{client}"), client);
        net.Advance(0);
        Assert.Equal((Queued: 3, Flushes: 1), (net.Journal.Queued, net.Journal.Flushes));
        net.Tell(LeaseCommandKind.Offer, 4, null, 4); // writes nothing
        Assert.Equal(1, net.Journal.Flushes);
    }

    [Fact]
    public void A_full_journal_acknowledges_nothing_and_recovers_by_itself()
    {
        LedgerSystem net = new();
        net.Journal.IsFull = true;
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Commit();
        Assert.Equal(LeaseDecision.Silent(LeaseReason.JournalUnavailable), net.Decided[1]);

        net.Journal.IsFull = false;
        net.Tell(Selecting, 1, "10.9.0.111", 2);
        net.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[2].Kind);
    }

    [Fact]
    public void A_repeated_request_waits_for_the_commit_of_the_first_and_writes_nothing()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Tell(Selecting, 1, "10.9.0.111", 2);
        net.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[1].Kind);
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[2].Kind);
        Assert.Single(net.Store.Events);
    }

    [Fact]
    public void An_address_being_written_is_given_to_nobody_else()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Tell(LeaseCommandKind.Offer, 2, "10.9.0.111", 2);
        net.Tell(Selecting, 2, "10.9.0.111", 3);
        Assert.NotEqual("10.9.0.111", net.Decided[2].Address.ToString());
        net.Commit();
        Assert.Equal(LeaseDecision.Nak(LeaseReason.InUse), net.Decided[3]);
    }

    [Fact]
    public void What_another_gateway_committed_decides()
    {
        MemoryLeaseStore store = new();
        LedgerSystem here = new(store: store);
        LedgerSystem there = new(here.Settings with { Gateway = "gw2" }, store);
        here.Tell(Selecting, 1, "10.9.0.111", 1);
        there.Tell(Selecting, 2, "10.9.0.111", 2);
        there.Commit();
        here.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, there.Decided[2].Kind);
        Assert.Equal(LeaseDecision.Nak(LeaseReason.InUse), here.Decided[1]);
        Assert.Equal("gw2", Assert.Single(here.Observed).Gateway);
    }

    [Fact]
    public void The_holder_renews_at_any_gateway()
    {
        MemoryLeaseStore store = new();
        LedgerSystem here = new(store: store);
        LedgerSystem there = new(here.Settings with { Gateway = "gw2" }, store);
        here.Tell(Selecting, 1, "10.9.0.111", 1);
        here.Commit();
        there.Advance(1800);
        there.Tell(Renewing, 1, "10.9.0.111", 2); // it has not heard of the lease yet, so its append conflicts
        there.Commit();
        there.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, there.Decided[2].Kind);
        Assert.Equal([LeaseEventKind.Leased, LeaseEventKind.Renewed], store.Events.Select(e => e.Kind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_unknown_outcome_is_not_acknowledged_and_the_next_message_finds_out(int appends)
    {
        LedgerSystem net = new();
        net.Journal.LosesOutcomes = true; // every other append is made all the same
        for (int client = 1; client <= appends; client++) net.Tell(Selecting, client, $"10.9.0.11{client}", client);
        net.Commit();
        net.Journal.LosesOutcomes = false;
        for (int client = 1; client <= appends; client++)
        {
            Assert.Equal(LeaseDecision.Silent(LeaseReason.OutcomeUnknown), net.Decided[client]);
            net.Tell(Selecting, client, $"10.9.0.11{client}", client + 10);
        }
        net.Commit();
        for (int client = 1; client <= appends; client++) Assert.Equal(LeaseDecisionKind.Ack, net.Decided[client + 10].Kind);
        Assert.Equal(appends, net.Store.Events.Count);
    }

    [Fact]
    public void Leases_expire_by_themselves()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Commit();
        net.Advance(3601);
        net.Commit();
        Assert.Equal(LeaseEventKind.Expired, net.Observed[^1].Kind);
        Assert.Empty(net.Show().Leases);
        Assert.Single(net.Show(includeFree: true).Leases);
    }

    [Fact]
    public void A_new_ledger_knows_what_was_committed()
    {
        LedgerSystem before = new();
        before.Tell(Selecting, 1, "10.9.0.111", 1);
        before.Commit();
        before.Tell(Selecting, 2, "10.9.0.112", 2); // never committed, never acknowledged
        LedgerSystem after = new(store: before.Store);
        after.Tell(LeaseCommandKind.Offer, 1, null, 3);
        after.Tell(LeaseCommandKind.Offer, 3, "10.9.0.112", 4);
        Assert.Equal(1, after.TimesCaughtUp);
        Assert.Equal("10.9.0.111", after.Decided[3].Address.ToString());
        Assert.Equal("10.9.0.112", after.Decided[4].Address.ToString());
    }

    [Fact]
    public void Every_command_gets_one_decision_when_more_come_than_fit()
    {
        LedgerSystem net = new(Net.Settings(Net.Pool("10.9.0.100-10.9.0.200")) with { AppendsMax = 2 });
        for (int client = 1; client <= 4; client++) net.Tell(Selecting, client, $"10.9.0.11{client}", client);
        for (int repeat = 5; repeat <= 8; repeat++) net.Tell(Selecting, 1, "10.9.0.111", repeat);
        net.Commit();
        Assert.Equal(8, net.Decided.Count);
        Assert.Equal(4, net.Decided.Values.Count(decision => decision.Kind == LeaseDecisionKind.Ack));
        Assert.Equal(4, net.Decided.Values.Count(decision => decision.Reason == LeaseReason.Overloaded));
    }

    [Fact]
    public void Reports_that_find_no_room_come_again()
    {
        LedgerSystem net = new(mailbox: 2);
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        while (net.Ref.TryTell(LeaseLedgerMessage.Configure(net.Settings)))
        {
        }
        net.Journal.CommitAll();
        net.Advance(0);
        Assert.Empty(net.Decided);
        net.Deliver();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[1].Kind);
    }

    [Fact]
    public void A_ledger_that_failed_reads_its_state_again_and_goes_on()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Tell(Selecting, 2, "10.9.0.112", 2);
        net.FailsNext = true;
        net.Commit();
        Assert.All([1L, 2L], waiting => Assert.Equal(LeaseReason.OutcomeUnknown, net.Decided[waiting].Reason));

        net.Advance(60); // the supervisor's backoff
        Assert.Equal(2, net.TimesCaughtUp);
        net.Tell(Renewing, 1, "10.9.0.111", 3);
        net.Commit();
        Assert.Equal(LeaseDecisionKind.Ack, net.Decided[3].Kind);
        Assert.Equal([1L, 1L, 2L], net.Store.Events.Select(e => e.Version));
    }

    [Fact]
    public void Who_waits_when_the_ledger_stops_is_told()
    {
        LedgerSystem net = new();
        net.Tell(Selecting, 1, "10.9.0.111", 1);
        net.Ref.Stop();
        net.Advance(0);
        Assert.Equal(LeaseDecision.Silent(LeaseReason.OutcomeUnknown), net.Decided[1]);
    }

    [Fact]
    public void Leases_are_listed_page_by_page_in_the_order_of_addresses()
    {
        LedgerSystem net = new();
        foreach (int host in new[] { 130, 110, 120 }) net.Tell(Selecting, host, $"10.9.0.{host}", host);
        net.Commit();
        LeaseListing first = net.Show(limit: 2);
        Assert.Equal((true, 3, 3L), (first.HasMore, first.Bound, first.Revision));
        Assert.Equal(["10.9.0.110", "10.9.0.120"], first.Leases.Select(e => e.Address.ToString()));
        LeaseListing second = net.Show(after: "10.9.0.120", limit: 2);
        Assert.Equal("10.9.0.130", Assert.Single(second.Leases).Address.ToString());
        Assert.False(second.HasMore);
    }
}
