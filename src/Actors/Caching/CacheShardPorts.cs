using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>What a shard is given: its table, which outlives its failures, and its ways to the world.</summary>
internal sealed record CacheShardPorts
{
    /// <summary>0, 1, 2 … among the shards.</summary>
    public required int Shard { get; init; }

    public required CacheTable Table { get; init; }

    public required ShardCounters Counters { get; init; }

    public required QuestionHasher Hasher { get; init; }

    public required UpstreamDirectory Upstreams { get; init; }

    public required IUpstreamPort Udp { get; init; }

    public required IUpstreamStreamPort Tcp { get; init; }

    /// <summary>The sink of the shard's own lane, for queries that came over UDP.</summary>
    public required IReplySink Replies { get; init; }

    /// <summary>The way back to other gateways that asked; null outside a cluster.</summary>
    public IReplySink? PeerReplies { get; init; }

    /// <summary>What questions to other gateways are signed with; null outside a cluster.</summary>
    public PeerSettings? PeerSettings { get; init; }

    /// <summary>The other gateways; none outside a cluster.</summary>
    public PeerDirectory Peers { get; init; } = new();

    /// <summary>Told each answer that had to be fetched, if asked for; null for nobody.</summary>
    public QueryLog? Queries { get; init; }

    /// <summary>For message IDs, letter case and cookies; null for the framework's.</summary>
    public IEntropy? Entropy { get; init; }

    /// <summary>For events 1200 to 1299.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>For latencies and deadlines.</summary>
    public required TimeProvider System { get; init; }

    /// <summary>For TTLs.</summary>
    public required TimeProvider Protocol { get; init; }
}
