using Polymasq.Actors.Leases;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering.Journal;

public sealed class JournalStartTests
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;

    public JournalStartTests() => _server = new ModelStoreServer(_system.Clock);

    [Fact]
    public void The_first_gateway_makes_the_identity_and_the_others_take_it()
    {
        using JournalGateway one = new(_system, _server, "gw1");
        using JournalGateway two = new(_system, _server, "gw2");
        one.Journal.Start(one);
        two.Start(1);
        one.Commit("10.9.0.1", 1);
        Assert.Equal(one.Journal.Status.ClusterId, two.Journal.Status.ClusterId);
        Assert.StartsWith("made by gw", one.Replica.Position.ClusterId, StringComparison.Ordinal);
        Assert.Equal(1, one.Log.Count(1711) + two.Log.Count(1711));
    }

    [Fact]
    public void A_gateway_that_was_away_starts_from_its_copy_and_catches_up_by_the_stream()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        one.Commit("10.9.0.1", 1);
        two.Close();
        one.Commit("10.9.0.1", 2);
        one.Commit("10.9.0.2", 1);
        two.Open();
        two.Start();
        Assert.Equal([1L, 2L, 1L], two.Reports.Where(r => r.Event is not null).Select(r => r.Event!.Version));
        Assert.Equal(LeaseReportKind.CaughtUp, two.Reports[^1].Kind);
        Assert.DoesNotContain(two.Replica.Batches.Skip(1), batch => batch.IsState);
        Assert.Equal(LeaseReportKind.Committed, two.Commit("10.9.0.1", 3).Kind);
    }

    [Fact]
    public void A_gateway_that_was_away_for_too_long_reads_the_state_and_tells_only_news()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        one.Commit("10.9.0.1", 1);
        one.Commit("10.9.0.2", 1);
        two.Close();
        one.Commit("10.9.0.1", 2);
        _server.Compact(_server.Revision);
        one.Commit("10.9.0.1", 3);
        _server.Compact(_server.Revision);
        two.Open();
        two.Start();
        Assert.Equal([1L, 1L, 3L], two.Reports.Where(r => r.Event is not null).Select(r => r.Event!.Version));
        Assert.Equal(1, two.Log.Count(1707));
        Assert.True(two.Replica.Batches[^1].IsState || two.Replica.Batches[^2].IsState);
        Assert.Equal(one.Replica.Newest, two.Replica.Newest);
        Assert.Equal(LeaseReportKind.Committed, two.Commit("10.9.0.1", 4).Kind);
    }

    [Fact]
    public void Without_the_store_the_ledger_begins_with_the_copy_within_a_second_and_is_suspended()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        LeaseEvent e = gateway.Commit("10.9.0.1", 1).Event!;
        gateway.Close();
        gateway.Open();
        gateway.Store.Cut(there: true, back: true);
        gateway.Start(1.1);
        Assert.Equal([LeaseReportKind.Committed, LeaseReportKind.CaughtUp, LeaseReportKind.Suspended], gateway.Reports.Select(r => r.Kind));
        Assert.Equal(e, gateway.Reports[0].Event);
        Assert.Equal(LeaseReportKind.Unavailable, gateway.Commit("10.9.0.1", 2).Kind);

        gateway.Store.Cut(there: false, back: false);
        _system.Advance(3);
        Assert.Equal(LeaseReportKind.Resumed, gateway.Reports[^1].Kind);
        Assert.Equal(LeaseReportKind.Committed, gateway.Commit("10.9.0.1", 2).Kind);
    }

    [Fact]
    public void A_cut_suspends_and_what_happened_meanwhile_is_told_before_the_resumption()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        two.Store.Cut(there: true, back: true);
        _system.Advance(3);
        Assert.Equal([LeaseReportKind.CaughtUp, LeaseReportKind.Suspended], two.Standing);
        Assert.NotEmpty(two.Journal.Status.Reason);
        one.Commit("10.9.0.1", 1);
        Assert.Equal(LeaseReportKind.Unavailable, two.Commit("10.9.0.2", 1).Kind);
        two.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        two.Store.Cut(there: false, back: false);
        _system.Advance(10);
        Assert.Equal([LeaseReportKind.Committed, LeaseReportKind.Resumed], two.Reports.TakeLast(2).Select(r => r.Kind));
        Assert.Equal((0, 0), (two.Log.Count(1702), two.Log.Count(1703))); // the store has its own words for it
    }

    [Fact]
    public void To_be_behind_a_store_that_can_commit_is_said_once_when_it_lasts()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Store.Cut(there: true, back: true);
        _system.Advance(3);
        gateway.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(8));
        gateway.Store.Cut(there: false, back: false);
        _system.Advance(6);
        Assert.Equal((1, 0), (gateway.Log.Count(1702), gateway.Log.Count(1703)));
        _system.Advance(10);
        Assert.Equal((1, 1), (gateway.Log.Count(1702), gateway.Log.Count(1703)));
    }

    [Fact]
    public void Another_clusters_copy_is_not_mixed_in()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Commit("10.9.0.1", 1);
        gateway.Close();
        _server.Put("/polymasq/test/identity", """{"cluster":"test","id":"somebody else","format":1}"""u8.ToArray());
        gateway.Open();
        gateway.Start(7);
        Assert.Equal([LeaseReportKind.CaughtUp, LeaseReportKind.Suspended], gateway.Standing);
        Assert.Equal(1, gateway.Log.Count(1704));
        foreach (string part in new[] { "cluster.name", "cluster.etcd.endpoints", "node.data-dir", "somebody else", "made by gw1" })
            Assert.Contains(part, gateway.Journal.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(LeaseReportKind.Unavailable, gateway.Commit("10.9.0.1", 2).Kind);
    }

    [Fact]
    public void A_store_that_lost_its_identity_is_not_founded_anew()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Commit("10.9.0.1", 1);
        gateway.Close();
        _server.Put("/polymasq/test/identity", null);
        gateway.Open();
        gateway.Start(2);
        Assert.False(gateway.Journal.Status.IsCurrent);
        Assert.Null(_server["/polymasq/test/identity"].Value);
    }

    [Fact]
    public void A_store_that_went_back_in_time_is_believed()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Commit("10.9.0.1", 1);
        gateway.Commit("10.9.0.2", 1);
        gateway.Close();
        ModelStoreServer restored = new(_system.Clock);
        restored.Put("/polymasq/test/identity", _server["/polymasq/test/identity"].Value);
        restored.Put("/polymasq/test/lease/0a090001", _server["/polymasq/test/lease/0a090001"].Value);
        JournalGateway back = new(_system, restored, "gw9");
        back.Close();
        using JournalGateway again = back.On(gateway.Replica).Start();
        Assert.Equal(1, again.Log.Count(1708));
        Assert.Equal(1, again.Log.Count(1709));
        Assert.Equal(LeaseState.Bound, again.NewestOf("10.9.0.1")!.State);
        Assert.Equal((LeaseState.Free, 2L), (again.NewestOf("10.9.0.2")!.State, again.NewestOf("10.9.0.2")!.Version));
        Assert.Equal(LeaseReportKind.Committed, again.Commit("10.9.0.1", 2).Kind);
        Assert.Equal(LeaseReportKind.Committed, again.Commit("10.9.0.2", 3).Kind);
    }

    [Fact]
    public void What_the_watch_tells_while_the_store_is_asked_does_not_make_the_store_go_back()
    {
        using JournalGateway one = new JournalGateway(_system, _server, "gw1").Start();
        using JournalGateway two = new JournalGateway(_system, _server, "gw2").Start();
        two.Store.Cut(there: true, back: true);
        _system.Advance(3);
        two.Store.Faults.AnswerDelay = new TimeRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        two.Store.Cut(there: false, back: false);
        for (int version = 1; version <= 30; version++) one.Commit("10.9.0.1", version); // some of them while the answer is on its way
        _system.Advance(5);
        Assert.Equal(LeaseReportKind.Resumed, two.Standing[^1]);
        Assert.Equal(0, two.Log.Count(1708));
        Assert.Equal(one.Replica.Newest, two.Replica.Newest);
    }

    [Fact]
    public void A_copy_that_takes_nothing_holds_nothing_up()
    {
        using JournalGateway gateway = new JournalGateway(_system, _server).Start();
        gateway.Replica.IsFull = true;
        Assert.Equal(LeaseReportKind.Committed, gateway.Commit("10.9.0.1", 1).Kind);
        Assert.Equal(LeaseReportKind.Committed, gateway.Commit("10.9.0.1", 2).Kind);
        gateway.Replica.IsFull = false;
        _system.Advance(1);
        Assert.Equal(2, Assert.Single(gateway.Replica.Newest).Event.Version);
    }
}
