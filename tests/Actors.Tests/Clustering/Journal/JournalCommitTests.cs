using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering.Journal;

public sealed class JournalCommitTests
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;

    public JournalCommitTests() => _server = new ModelStoreServer(_system.Clock);

    [Fact]
    public void Appends_that_come_together_share_transactions_that_fit_the_store()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        long before = _server.Revision;
        for (int i = 0; i < 200; i++) gateway.Append($"10.9.0.{i}", 1);
        gateway.Flush();
        Assert.Equal(200, gateway.Reports.Count(report => report.Kind == LeaseReportKind.Committed));
        Assert.InRange(_server.Revision - before, 4, 5); // of 64 appends each
    }

    [Fact]
    public void A_conflict_refuses_its_append_alone()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        two.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9));
        LeaseEvent won = one.Append("10.9.0.5", 1, client: 7);
        one.Flush();
        List<LeaseEvent> appended = [.. Enumerable.Range(1, 10).Select(i => two.Append($"10.9.0.{i}", 1, client: 8))];
        two.Flush();
        foreach (LeaseEvent e in appended)
        {
            bool isLost = e.Address == won.Address;
            Assert.Equal(isLost ? LeaseReportKind.Conflict : LeaseReportKind.Committed, two.About(e).Kind);
            if (isLost) Assert.Equal(won, two.About(e).Event);
        }
        Assert.Equal(9, two.Journal.Status.Counters.Retries);
    }

    [Fact]
    public void An_answer_that_was_lost_is_found_in_the_refusal_of_the_second_try()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9));
        gateway.Store.Faults.Repeated = 1;
        LeaseEvent e = gateway.Append("10.9.0.1", 1);
        gateway.Flush();
        LeaseReport report = gateway.About(e);
        Assert.Equal((LeaseReportKind.Committed, _server.Revision), (report.Kind, report.Revision));
        _system.Advance(20);
        Assert.Single(gateway.Reports, r => r.Event is not null); // the stream's copy is no news
        Assert.Equal(e, Assert.Single(gateway.Replica.Newest).Event);
    }

    [Fact]
    public void An_outcome_that_nobody_knows_is_told_by_the_stream_later()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Faults.AnswerLost = 1;
        gateway.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
        LeaseEvent e = gateway.Append("10.9.0.1", 1);
        gateway.Flush(seconds: 3);
        Assert.Equal(LeaseReportKind.Unknown, gateway.About(e).Kind);
        _system.Advance(5);
        Assert.Equal((LeaseReportKind.Committed, 0L), (gateway.Reports[^1].Kind, gateway.Reports[^1].Ticket));
        Assert.Equal(e, gateway.Reports[^1].Event);
    }

    [Fact]
    public void The_stream_may_bring_our_own_event_before_the_answer()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Faults.AnswerDelay = new TimeRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        LeaseEvent e = gateway.Append("10.9.0.1", 1);
        gateway.Flush(seconds: 0.5);
        Assert.Equal(LeaseReportKind.Committed, gateway.About(e).Kind);
        _system.Advance(5);
        Assert.Single(gateway.Reports, report => report.Event is not null);
    }

    [Fact]
    public void What_the_store_did_not_take_is_unavailable()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Faults.Refused = 1;
        Assert.Equal(LeaseReportKind.Unavailable, gateway.Commit("10.9.0.1", 1).Kind);
        gateway.Store.Faults.Refused = 0;
        Assert.Equal(LeaseReportKind.Committed, gateway.Commit("10.9.0.1", 1).Kind);
    }

    [Fact]
    public void Everybody_hears_what_one_commits_and_keeps_it()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        LeaseReport committed = one.Commit("10.9.0.1", 1);
        Assert.Equal((LeaseReportKind.Committed, 0L, committed.Revision), (two.Reports[^1].Kind, two.Reports[^1].Ticket, two.Reports[^1].Revision));
        Assert.Equal(committed.Event, two.Reports[^1].Event);
        ReplicatedLeaseEvent expected = new(committed.Event!, committed.Revision);
        Assert.Equal([expected], one.Replica.Newest);
        Assert.Equal([expected], two.Replica.Newest);
    }

    [Fact]
    public void While_the_ledger_takes_nothing_the_stream_waits_at_its_source()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        two.IsFull = true;
        for (int i = 0; i < 8000; i++)
        {
            one.Append($"10.9.{i / 250}.{i % 250}", 1);
            if (i % 500 == 499) one.Flush();
        }
        long waiting = _server.Revision - two.Journal.Status.Position;
        Assert.True(waiting > 0);
        two.IsFull = false;
        _system.Advance(1);
        Assert.Equal(8000, two.Reports.Count(report => report.Kind == LeaseReportKind.Committed));
    }
}
