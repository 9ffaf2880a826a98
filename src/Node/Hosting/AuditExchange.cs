using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Peers;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Stores;
using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Hosting;

/// <summary>Gives other gateways what they lack of the leases' history, and fetches from them what this one lacks, over cluster.address.</summary>
internal sealed class AuditExchange : IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _filling;

    public AuditExchange(
        ClusterSockets address, PeerSettings peers, SqliteLeaseReplica replica, string directory, IClusterView cluster, TimeProvider protocol, ILogger log)
    {
        address.Audit = new SqliteAuditSource(SqliteLeaseJournal.PathIn(directory));
        PeerStreamClient client = new(peers, TimeProvider.System, protocol);
        _filling = new LeaseGapFiller(replica, client, cluster, TimeProvider.System, log).RunAsync(_ending.Token);
    }

    /// <summary>To be called before the replica ends.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _filling.GetAwaiter().GetResult();
        _ending.Dispose();
    }
}
