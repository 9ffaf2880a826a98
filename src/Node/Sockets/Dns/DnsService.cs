using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Peers;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>What answers queries, whichever way they came: shared by all lanes and by TCP.</summary>
/// <param name="Shards">The cache; one shard for each lane.</param>
/// <param name="LocalNames">Names that this gateway knows.</param>
/// <param name="Queries">Packets for queries that wait for their answers.</param>
/// <param name="System">The clock for latencies.</param>
/// <param name="Protocol">The clock for TTLs.</param>
/// <param name="Log">Told each query, if asked for; null for nobody.</param>
internal sealed record DnsService(CacheShards Shards, ILocalNames LocalNames, PacketPool Queries, TimeProvider System, TimeProvider Protocol, QueryLog? Log = null)
{
    /// <summary>What the other gateways of a cluster are answered with; null when there are none.</summary>
    public PeerService? Peers { get; init; }

    /// <summary>Knows the cookies and the rates of clients; null for neither.</summary>
    public ClientGuard? Guard { get; init; }

    /// <summary>Knows what we tell of ourselves; null for nothing.</summary>
    public ServerIdentity? Identity { get; init; }

    /// <param name="batchCapacity">Queries that can be read before the first of them is answered.</param>
    public DnsResponder MakeResponder(ListenerCounters counters, int batchCapacity = 1) =>
        new(Shards, LocalNames, Queries, counters, Protocol, Log, Guard, Identity, batchCapacity);
}
