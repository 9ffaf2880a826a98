using System.Collections.Immutable;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cache stats</c>: counters, read beside their owners without asking anyone.</summary>
/// <param name="shards">The cache.</param>
/// <param name="listeners">The counters of all lanes and sessions.</param>
/// <param name="gateways">The counters of what other gateways ask; empty outside a cluster.</param>
internal sealed class CacheStatsCommand(
    CacheShards shards, Func<IReadOnlyList<ListenerCounters>> listeners, Func<IReadOnlyList<PeerCounters>> gateways) : IControlCommand
{
    public string Noun => "cache";

    public string Verb => "stats";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        ImmutableArray<ShardStats> stats = shards.Stats();
        CacheReport report = new(Sum(listeners()), [.. stats.Select(ReportOf)], Sum(gateways(), stats));
        return Task.FromResult(ControlReply.Of(report, ControlJson.Default.CacheReport));
    }

    private static QueryCounts Sum(IReadOnlyList<ListenerCounters> counters) => new()
    {
        Queries = counters.Sum(static c => c.Queries),
        Hits = counters.Sum(static c => c.Hits),
        StaleHits = counters.Sum(static c => c.StaleHits),
        Local = counters.Sum(static c => c.Local),
        Misses = counters.Sum(static c => c.Misses),
        Errors = counters.Sum(static c => c.Errors),
        Ignored = counters.Sum(static c => c.Ignored),
        Dropped = counters.Sum(static c => c.Dropped),
        Limited = counters.Sum(static c => c.Limited),
    };

    private static PeerCounts? Sum(IReadOnlyList<PeerCounters> counters, ImmutableArray<ShardStats> shards) => counters.Count == 0 ? null : new PeerCounts
    {
        Asked = shards.Sum(static s => s.Counters.PeerAsked),
        Answered = shards.Sum(static s => s.Counters.PeerAnswered),
        Failed = shards.Sum(static s => s.Counters.PeerFailed),
        Queries = counters.Sum(static c => c.Queries),
        Hits = counters.Sum(static c => c.Hits),
        Misses = counters.Sum(static c => c.Misses),
        Refused = counters.Sum(static c => c.Refused),
        Rejected = counters.Sum(static c => c.Rejected),
        Dropped = counters.Sum(static c => c.Dropped),
    };

    private static ShardReport ReportOf(ShardStats stats, int shard) => new()
    {
        Shard = shard,
        Entries = stats.Entries,
        BytesUsed = stats.BytesUsed,
        BytesMax = stats.BytesMax,
        Insertions = stats.Insertions,
        Evictions = stats.Evictions,
        Merged = stats.Counters.Merged,
        Asked = stats.Counters.Asked,
        Hedged = stats.Counters.Hedged,
        Streamed = stats.Counters.Streamed,
        Answered = stats.Counters.Answered,
        Failed = stats.Counters.Failed,
        Stale = stats.Counters.Stale,
        Rejected = stats.Counters.Rejected,
        Filtered = stats.Counters.Filtered + stats.Counters.Ignored,
        Refreshed = stats.Counters.Refreshed,
        OtherCase = stats.Counters.OtherCase,
        WrongCookie = stats.Counters.WrongCookie,
        Shed = stats.Counters.Shed,
    };
}
