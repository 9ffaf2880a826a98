using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>The leases of a lone gateway are not the cluster's, nor the other way round; a format of an older release is brought up to date.</summary>
public sealed class EngineChangeTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly string _path;

    public EngineChangeTests() => _path = SqliteLeaseJournal.PathIn(_folder.Path);

    public void Dispose() => _folder.Dispose();

    private void LeaseAlone()
    {
        using SqliteLeaseJournal journal = SqliteLeaseJournalTests.Open(_folder);
        Assert.True(journal.TryAppend(new LeaseAppend(1, LeaseEvents.Leased("10.9.0.1"))));
    }

    [Fact]
    public void Leases_of_a_lone_gateway_are_not_taken_for_a_copy()
    {
        LeaseAlone();
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseReplicaTests.Open(_folder));
        Assert.Contains($"{_path} has leases of this gateway alone", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cluster.engine = embedded", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("node.data-dir", refusal.Message, StringComparison.Ordinal);
        SqliteLeaseJournalTests.Open(_folder).Dispose(); // as it was
    }

    [Fact]
    public void A_copy_is_not_taken_for_a_lone_gateways_leases()
    {
        using (SqliteLeaseReplica replica = SqliteLeaseReplicaTests.Open(_folder))
            Assert.True(replica.TryAppend(SqliteLeaseReplicaTests.Stream(3, SqliteLeaseReplicaTests.Event(3, "10.9.0.1", 1))));
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseJournalTests.Open(_folder));
        Assert.Contains("cluster.engine = etcd", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_leases_the_engine_may_change()
    {
        SqliteLeaseJournalTests.Open(_folder).Dispose();
        SqliteLeaseReplicaTests.Open(_folder).Dispose();
        LeaseAlone();
        Assert.Throws<StoreRefusedException>(() => SqliteLeaseReplicaTests.Open(_folder));
    }

    [Fact]
    public void Another_clusters_copy_is_refused()
    {
        SqliteLeaseReplicaTests.Open(_folder).Dispose();
        SqliteLeaseJournalSettings other = SqliteLeaseJournalTests.SettingsFor(_folder) with { Cluster = "office" };
        StoreRefusedException refusal = Assert.Throws<StoreRefusedException>(() => SqliteLeaseReplica.Open(other, TimeProvider.System, new RecordingLogger()));
        Assert.Contains("cluster 'lab', not of 'office'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_1_is_brought_up_to_date_with_all_its_events()
    {
        LeaseAlone();
        MakeFormat1();
        using (SqliteLeaseJournal journal = SqliteLeaseJournalTests.Open(_folder))
        {
            RecordingSink sink = new();
            journal.Start(sink);
            Assert.Equal(2, sink.Replayed().Count); // the lease, and that it is all
            Assert.True(journal.TryAppend(new LeaseAppend(2, LeaseEvents.Leased("10.9.0.1", 2))));
            Assert.Equal(16, journal.Instance.Length);
        }
        using SqliteConnection connection = LeaseConnection.Open(_path, SqliteOpenMode.ReadOnly);
        Assert.Equal("1,2", connection.Scalar("SELECT group_concat(revision) FROM history"));
        Assert.Equal(2L, connection.Scalar("PRAGMA user_version"));
    }

    // What the first release made, from what this one makes.
    private void MakeFormat1()
    {
        using SqliteConnection connection = LeaseConnection.Open(_path, SqliteOpenMode.ReadWrite);
        connection.Execute("DROP VIEW history; DROP TABLE gaps; ALTER TABLE events DROP COLUMN revision");
        connection.Execute("DELETE FROM meta WHERE key <> 'cluster'; PRAGMA user_version = 1; CREATE VIEW history AS SELECT * FROM events");
    }
}
