using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Clustering.Journal;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Node.Etcd;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.Node.Tests.Stores;

namespace Polymasq.Node.Tests.Etcd;

/// <summary>The journal of a cluster keeps the contract over a real etcd and a real copy on disk.</summary>
public sealed class EtcdLeaseJournalTests(OneMember etcd) : LeaseJournalContract, IClassFixture<OneMember>, IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly ActorSystem _system = new(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, seed: 1);
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";
    private int _opened;

    public void Dispose()
    {
        _system.Stop();
        _folder.Dispose();
    }

    protected override ILeaseJournal Open()
    {
        ClusterSettings cluster = new()
        {
            Name = _cluster, Gateway = "gw1", Address = null, Secret = ImmutableArray<byte>.Empty,
            TimeToLive = TimeSpan.FromSeconds(3), ClockBound = TimeSpan.FromMinutes(5),
        };
        LeaseJournalSettings settings = new()
        {
            Cluster = cluster, QueueMax = QueueMax, NewIdentity = Guid.NewGuid().ToString("N"),
            StartTime = TimeSpan.FromMinutes(1), // a slow machine would begin without the store
        };
        SqliteLeaseJournalSettings copy = new() { Directory = _folder.Path, Cluster = _cluster, QueueMax = 1024, HistoryTime = null };
        EtcdStore store = EtcdStore.Open(etcd.Cluster.Settings(cluster.Prefix), StoreProbe.Time, NullLogger.Instance);
        SqliteLeaseReplica replica = SqliteLeaseReplica.Open(copy, TimeProvider.System, NullLogger.Instance);
        ReplicatedLeaseJournal journal = ReplicatedLeaseJournal.Open(
            _system, settings, store, replica, TimeProvider.System, NullLogger.Instance, name: $"journal-{++_opened}");
        return new WholeJournal(journal, store, replica);
    }

    /// <summary>A journal and what it stands on.</summary>
    private sealed class WholeJournal(ReplicatedLeaseJournal journal, EtcdStore store, SqliteLeaseReplica replica) : ILeaseJournal
    {
        public void Start(ILeaseJournalSink sink) => journal.Start(sink);

        public bool TryAppend(in LeaseAppend append) => journal.TryAppend(append);

        public void Flush() => journal.Flush();

        /// <summary>Waits for the stream, and with it the copy: from an older one the next start would tell the way as well as the end.</summary>
        public void Dispose()
        {
            SpinWait.SpinUntil(() => journal.Status.Position >= journal.Status.Revision, StoreProbe.Patience);
            journal.Dispose();
            store.Dispose();
            replica.Dispose();
        }
    }
}
