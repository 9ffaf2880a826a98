using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>What answers other gateways over UDP: shared by all lanes.</summary>
/// <param name="Shards">The cache; one shard for each lane.</param>
/// <param name="Settings">The cluster's key.</param>
/// <param name="Queries">Packets of <see cref="PeerResponder.PacketBytes"/> for queries that wait for their answers.</param>
/// <param name="StaleSeconds">dns.cache.serve-stale in force.</param>
/// <param name="System">The clock for latencies.</param>
/// <param name="Protocol">The clock for TTLs and signatures.</param>
internal sealed record PeerService(
    CacheShards Shards, PeerSettings Settings, PacketPool Queries, Func<uint> StaleSeconds, TimeProvider System, TimeProvider Protocol)
{
    public PeerResponder MakeResponder(PeerCounters counters) => new(Shards, Queries, Settings, StaleSeconds, counters, Protocol);
}
