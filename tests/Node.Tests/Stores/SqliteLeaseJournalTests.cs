using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

public sealed class SqliteLeaseJournalTests : LeaseJournalContract, IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override ILeaseJournal Open() => Open(_folder);

    internal static SqliteLeaseJournalSettings SettingsFor(StoreFolder folder) =>
        new() { Directory = folder.Path, Cluster = "lab", QueueMax = QueueMax, HistoryTime = null };

    internal static SqliteLeaseJournal Open(StoreFolder folder) =>
        SqliteLeaseJournal.Open(SettingsFor(folder), TimeProvider.System, NullLogger.Instance);

    [Fact]
    public void A_commit_is_synced_to_the_disk()
    {
        using LeaseDatabase database = OpenDatabase();
        Assert.Equal(2L, database.Connection.Scalar("PRAGMA synchronous")); // FULL
        Assert.Equal("wal", database.Connection.Scalar("PRAGMA journal_mode"));
    }

    [Fact]
    public void Other_tools_can_read_it()
    {
        using (ILeaseJournal journal = Open()) AppendTo(journal, 1, LeaseEvents.Leased("10.9.0.1"));
        using SqliteConnection connection = LeaseConnection.Open(SqliteLeaseJournal.PathIn(_folder.Path), SqliteOpenMode.ReadOnly);
        string row = (string)connection.Scalar("SELECT at || ' ' || address || ' ' || kind || ' ' || client || ' ' || hostname FROM history")!;
        Assert.Equal("2026-11-21T12:00:01.000Z 10.9.0.1 Leased 01:02:00:00:00:00:01 host1", row);
    }

    [Fact]
    public void Appends_still_queued_are_committed_at_the_end()
    {
        using (ILeaseJournal journal = Open())
            for (int i = 1; i <= 50; i++) Assert.True(journal.TryAppend(new LeaseAppend(i, LeaseEvents.Leased($"10.9.0.{i}"))));
        using LeaseDatabase database = OpenDatabase();
        Assert.Equal(50, database.Revision);
    }

    [Fact]
    public void A_closed_journal_takes_nothing()
    {
        ILeaseJournal journal = Open();
        journal.Dispose();
        Assert.False(journal.TryAppend(new LeaseAppend(1, LeaseEvents.Leased("10.9.0.1"))));
    }

    private LeaseDatabase OpenDatabase()
    {
        Open().Dispose();
        return new LeaseDatabase(SqliteLeaseJournal.PathIn(_folder.Path));
    }

    private static void AppendTo(ILeaseJournal journal, long ticket, LeaseEvent e)
    {
        Assert.True(journal.TryAppend(new LeaseAppend(ticket, e)));
        journal.Flush();
    }
}
