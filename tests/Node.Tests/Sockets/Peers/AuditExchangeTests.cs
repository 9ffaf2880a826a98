using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;
using Polymasq.Node.Tests.Stores;
using Polymasq.Node.Tests.Stores.Replica;

namespace Polymasq.Node.Tests.Sockets.Peers;

/// <summary>What one gateway's history lacks comes from another one's over its cluster.address.</summary>
public sealed class AuditExchangeTests
{
    private const int Versions = 700; // several messages of 64 KiB

    [Fact]
    public async Task A_gap_is_filled_over_signed_messages()
    {
        using ResolverCluster cluster = new(gateways: 1);
        using StoreFolder own = new(), other = new();
        using SqliteLeaseReplica peer = SqliteLeaseReplicaTests.Open(other), copy = SqliteLeaseReplicaTests.Open(own);
        ReplicatedLeaseEvent[] events = [.. Enumerable.Range(1, Versions).Select(version => SqliteLeaseReplicaTests.Event(version, "10.9.0.1", version))];
        CopySink.Load(peer);
        peer.TryAppend(SqliteLeaseReplicaTests.Stream(Versions, events));
        CopySink.Load(copy);
        copy.TryAppend(SqliteLeaseReplicaTests.State(Versions, events[^1]));
        CopySink.Load(peer); // both have written
        CopySink.Load(copy);

        cluster[0].Cluster!.Audit = new SqliteAuditSource(SqliteLeaseJournal.PathIn(other.Path));
        ClusterMember member = AuditCarrier.Member(0) with { Address = cluster[0].Cluster!.Local };
        PublishedClusterView view = new(new ClusterView("own", [member], [], DhcpDuty.All));
        PeerStreamClient client = new(ResolverCluster.Settings, TimeProvider.System, TimeProvider.System);
        await new LeaseGapFiller(copy, client, view, TimeProvider.System, NullLogger.Instance).FillAsync(TestContext.Current.CancellationToken);

        Assert.Empty(copy.Gaps.All);
        IReadOnlyList<LeaseEvent> history = new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(own.Path)).Read(new LeaseHistoryQuery { Limit = int.MaxValue });
        Assert.Equal(events.Select(e => e.Event), history);
    }
}
