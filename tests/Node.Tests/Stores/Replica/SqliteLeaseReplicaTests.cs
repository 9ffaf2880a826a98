using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores.Replica;

public sealed class SqliteLeaseReplicaTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal static SqliteLeaseReplica Open(StoreFolder folder) =>
        SqliteLeaseReplica.Open(SqliteLeaseJournalTests.SettingsFor(folder), TimeProvider.System, NullLogger.Instance);

    internal static ReplicatedLeaseEvent Event(long revision, string address, long version) => new(LeaseEvents.Leased(address, version), revision);

    internal static LeaseReplicaBatch Stream(long position, params ReplicatedLeaseEvent[] events) =>
        new(new ReplicaPosition("c1", position), events, IsState: false);

    internal static LeaseReplicaBatch State(long position, params ReplicatedLeaseEvent[] events) => Stream(position, events) with { IsState = true };

    private string[] History(string? address = null) => [.. new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(_folder.Path))
        .Read(new LeaseHistoryQuery { Address = address is null ? null : Ipv4Address.Parse(address), Limit = 100 })
        .Select(e => $"{e.Address} v{e.Version}")];

    private static string[] Described(ReplicatedLeaseEvent[] events) => [.. events.Select(e => $"{e.Revision}: {e.Event.Address} v{e.Event.Version}")];

    private void Write(params LeaseReplicaBatch[] batches)
    {
        using SqliteLeaseReplica replica = Open(_folder);
        CopySink.Load(replica);
        Assert.All(batches, batch => Assert.True(replica.TryAppend(batch)));
    }

    [Fact]
    public void A_new_copy_has_followed_nothing()
    {
        using SqliteLeaseReplica replica = Open(_folder);
        (ReplicaPosition position, ReplicatedLeaseEvent[] events) = CopySink.Load(replica);
        Assert.Equal(new ReplicaPosition("", 0), position);
        Assert.Empty(events);
    }

    [Fact]
    public void What_was_appended_is_loaded_with_its_revisions_and_the_position()
    {
        Write(
            Stream(7, Event(5, "10.9.0.1", 1), Event(5, "10.9.0.2", 1), Event(7, "10.9.0.3", 1)),
            Stream(9, Event(8, "10.9.0.1", 2)),
            Stream(12));
        using SqliteLeaseReplica again = Open(_folder);
        (ReplicaPosition position, ReplicatedLeaseEvent[] events) = CopySink.Load(again, refusals: 3);
        Assert.Equal(new ReplicaPosition("c1", 12), position);
        Assert.Equal(["5: 10.9.0.2 v1", "7: 10.9.0.3 v1", "8: 10.9.0.1 v2"], Described(events));
        Assert.Equal(["10.9.0.1 v1", "10.9.0.2 v1", "10.9.0.3 v1", "10.9.0.1 v2"], History());
    }

    [Fact]
    public void An_event_that_comes_again_is_there_once()
    {
        LeaseReplicaBatch[] batches = [Stream(5, Event(4, "10.9.0.1", 1), Event(5, "10.9.0.1", 2)), Stream(6, Event(6, "10.9.0.2", 1))];
        Write([.. batches, .. batches]);
        Assert.Equal(["10.9.0.1 v1", "10.9.0.1 v2", "10.9.0.2 v1"], History());
    }

    [Fact]
    public void A_state_that_jumps_over_events_leaves_a_gap()
    {
        Write(Stream(5, Event(5, "10.9.0.1", 1)), State(20, Event(5, "10.9.0.1", 1), Event(18, "10.9.0.2", 4)), Stream(21, Event(21, "10.9.0.2", 5)));
        using SqliteLeaseReplica again = Open(_folder);
        Assert.Equal(21, CopySink.Load(again).Position.Revision);
        Assert.Equal([new LeaseGap(5, 20, IsHole: false)], again.Gaps.All);
    }

    [Fact]
    public void A_state_that_jumps_over_nothing_leaves_none()
    {
        Write(State(20, Event(5, "10.9.0.1", 1), Event(18, "10.9.0.2", 1)));
        using SqliteLeaseReplica again = Open(_folder);
        CopySink.Load(again);
        Assert.Empty(again.Gaps.All);
    }

    [Fact]
    public async Task What_a_peer_has_of_a_gap_comes_to_its_place()
    {
        using SqliteLeaseReplica replica = Open(_folder);
        CopySink.Load(replica);
        replica.TryAppend(Stream(5, Event(5, "10.9.0.1", 1)));
        replica.TryAppend(State(20, Event(15, "10.9.0.1", 4), Event(18, "10.9.0.2", 3)));
        replica.TryAppend(Stream(22, Event(22, "10.9.0.1", 5)));
        LeaseGapPiece piece = new(
            [Event(5, "10.9.0.1", 1), Event(7, "10.9.0.1", 2), Event(8, "10.9.0.2", 1), Event(9, "10.9.0.1", 3), Event(11, "10.9.0.2", 2), Event(15, "10.9.0.1", 4)],
            [new LeaseGap(5, 20, IsHole: false)]);
        Assert.True(replica.TryFill(piece));
        Assert.True(await piece.Written.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Empty(replica.Gaps.All);
        Assert.Equal(["10.9.0.1 v1", "10.9.0.1 v2", "10.9.0.1 v3", "10.9.0.1 v4", "10.9.0.1 v5"], History("10.9.0.1"));
        Assert.Equal(["10.9.0.2 v1", "10.9.0.2 v2", "10.9.0.2 v3"], History("10.9.0.2"));
        Assert.Equal(8, History().Length);
    }

    [Fact]
    public void Other_tools_see_the_revision()
    {
        Write(Stream(7, Event(7, "10.9.0.1", 1)));
        using SqliteConnection connection = LeaseConnection.Open(SqliteLeaseJournal.PathIn(_folder.Path), SqliteOpenMode.ReadOnly);
        Assert.Equal("7 10.9.0.1 Leased", connection.Scalar("SELECT revision || ' ' || address || ' ' || kind FROM history"));
    }

    [Fact]
    public void A_database_has_one_instance_for_ever()
    {
        string first;
        using (SqliteLeaseReplica replica = Open(_folder)) first = replica.Instance;
        using SqliteLeaseReplica again = Open(_folder);
        Assert.Equal(first, again.Instance);
        Assert.Equal(16, first.Length);
    }
}
