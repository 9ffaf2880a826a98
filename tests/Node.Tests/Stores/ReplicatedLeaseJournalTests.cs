using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Clustering.Journal;
using Polymasq.Actors.Leases;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Node.Tests.Stores;

/// <summary>The journal of a cluster keeps the contract, over a modelled store.</summary>
public sealed class ReplicatedLeaseJournalTests : LeaseJournalContract, IDisposable
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;
    private readonly MemoryLeaseReplica _replica;
    private int _opened;

    public ReplicatedLeaseJournalTests()
    {
        _server = new ModelStoreServer(_system.Clock);
        _replica = new MemoryLeaseReplica(_system.Clock);
    }

    public void Dispose() => _replica.Dispose();

    protected override ILeaseJournal Open()
    {
        _opened++;
        LeaseJournalSettings settings = new()
        {
            Cluster = new ClusterSettings
            {
                Name = "test", Gateway = "gw1", Address = null, Secret = ImmutableArray<byte>.Empty,
                TimeToLive = TimeSpan.FromSeconds(3), ClockBound = TimeSpan.FromMinutes(5),
            },
            QueueMax = QueueMax,
            NewIdentity = "one",
        };
        ModelStoreClient store = new(_server, _system, $"store-{_opened}");
        return ReplicatedLeaseJournal.Open(
            _system.System, settings, store, _replica, _system.Clock, NullLogger.Instance, name: $"journal-{_opened}");
    }

    protected override void Drive(ILeaseJournal journal)
    {
        journal.Flush();
        _system.Advance(TimeSpan.FromMilliseconds(100));
    }
}
