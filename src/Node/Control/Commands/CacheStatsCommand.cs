using System.Collections.Immutable;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>cache stats</c>: counters, read beside their owners without asking anyone.</summary>
/// <param name="shards">The cache.</param>
/// <param name="listeners">The counters of all lanes and sessions.</param>
internal sealed class CacheStatsCommand(CacheShards shards, Func<IReadOnlyList<ListenerCounters>> listeners) : IControlCommand
{
    public string Noun => "cache";

    public string Verb => "stats";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        ImmutableArray<ShardStats> stats = shards.Stats();
        CacheReport report = new(Sum(listeners()), [.. stats.Select(ReportOf)]);
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
        Shed = stats.Counters.Shed,
    };
}
