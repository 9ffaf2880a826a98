using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

public sealed class LeaseDatabaseTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly string _path;

    public LeaseDatabaseTests()
    {
        _path = SqliteLeaseJournal.PathIn(_folder.Path);
        LeaseDatabaseFile.Prepare(_path, "lab", LeaseEngine.Embedded);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_start_is_the_snapshot_and_the_events_after_it()
    {
        using (LeaseDatabase database = new(_path))
        {
            Append(database, LeaseEvents.Leased("10.9.0.1"), LeaseEvents.Leased("10.9.0.2"));
            database.SaveSnapshot();
            Assert.Equal(0, database.AfterSnapshot);
            Append(database, LeaseEvents.Leased("10.9.0.1", 2), LeaseEvents.Leased("10.9.0.3"));
        }
        using LeaseDatabase again = new(_path);
        Assert.Equal((4L, 2), (again.Revision, again.AfterSnapshot));
        Assert.Equal(["10.9.0.2 v1", "10.9.0.1 v2", "10.9.0.3 v1"], again.ReadNewest().Select(newest => $"{newest.Event.Address} v{newest.Event.Version}"));
    }

    [Fact]
    public void A_batch_that_fails_leaves_nothing_behind()
    {
        using LeaseDatabase database = new(_path);
        Append(database, LeaseEvents.Leased("10.9.0.1"));
        // The ordinal of the second event is taken, so the batch fails in its middle.
        database.Connection.Execute("INSERT INTO events (ordinal, address, version, at, event) VALUES (3, 0, 1, 0, '{}')");
        Assert.Throws<SqliteException>(() => Append(database, LeaseEvents.Leased("10.9.0.1", 2), LeaseEvents.Leased("10.9.0.2")));
        database.RollBack();
        database.Connection.Execute("DELETE FROM events WHERE ordinal = 3");

        Assert.Equal(1, database.Revision);
        Assert.Equal(1, database.NewestOf(Ipv4Address.Parse("10.9.0.1"))!.Value.Event.Version);
        Assert.Null(database.NewestOf(Ipv4Address.Parse("10.9.0.2")));
        Append(database, LeaseEvents.Leased("10.9.0.1", 2), LeaseEvents.Leased("10.9.0.2"));
        Assert.Equal(3, database.Revision);
    }

    [Fact]
    public void Old_history_is_removed_and_leases_and_revisions_stay()
    {
        using (LeaseDatabase database = new(_path))
        {
            for (long version = 1; version <= 10; version++) Append(database, LeaseEvents.Leased("10.9.0.1", version));
            Append(database, LeaseEvents.Leased("10.9.0.2"));
            database.SaveSnapshot();
            Assert.Equal(3, database.Prune(LeaseEvents.Start.AddDays(1), 3));
            Assert.Equal(6, database.Prune(LeaseEvents.Start.AddDays(1), 100)); // the newest event of an address is its lease
            Assert.Equal(0, database.Prune(LeaseEvents.Start.AddDays(1), 100));
        }
        using LeaseDatabase again = new(_path);
        Assert.Equal(11, again.Revision);
        Assert.Equal([10L, 1L], again.ReadNewest().Select(newest => newest.Event.Version));
        Assert.Equal([10L], new SqliteLeaseHistory(_path)
            .Read(new LeaseHistoryQuery { Address = Ipv4Address.Parse("10.9.0.1"), Limit = 100 }).Select(e => e.Version));
    }

    [Fact]
    public void The_history_of_an_address_goes_on_through_a_snapshot()
    {
        using LeaseDatabase database = new(_path);
        for (long version = 1; version <= 6; version++)
        {
            Append(database, LeaseEvents.Leased("10.9.0.1", version), LeaseEvents.Leased("10.9.0.2", version));
            if (version == 4) database.SaveSnapshot();
        }
        IReadOnlyList<LeaseEvent> events = new SqliteLeaseHistory(_path).Read(new LeaseHistoryQuery { Address = Ipv4Address.Parse("10.9.0.1"), Limit = 5 });
        Assert.Equal([2L, 3L, 4L, 5L, 6L], events.Select(e => e.Version));
        Assert.All(events, e => Assert.Equal("10.9.0.1", e.Address.ToString()));
    }

    private static void Append(LeaseDatabase database, params LeaseEvent[] events)
    {
        List<LeaseReport> reports = [];
        database.Append([.. events.Select((e, i) => new LeaseAppend(i + 1, e))], reports);
        Assert.All(reports, report => Assert.Equal(LeaseReportKind.Committed, report.Kind));
    }
}
