using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cache stats</c>.</summary>
internal static class CacheStatsCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("stats", "Show how full the cache is, and how queries were answered since the start");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        CacheReport report = await session.Get("cache", "stats", ControlJson.Default.CacheReport).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(report, ControlJson.Default.CacheReport);
            return;
        }

        PrintQueries(session, report.Listeners);
        PrintQuestions(session, report.Shards);
        if (report.Gateways is { } gateways) PrintGateways(session, gateways);
        foreach (ShardReport shard in report.Shards) PrintShard(session, shard);
        session.Count(Words.Count(report.Shards.Count, "shard", "shards"));
    }

    private static void PrintQueries(Session session, QueryCounts counts) => session.Item(
        $"queries {Words.Number(counts.Queries)}",
        $"hits {Words.Number(counts.Hits)} ({Words.Percent(counts.Hits, counts.Queries)})",
        $"stale {Words.Number(counts.StaleHits)}",
        $"local {Words.Number(counts.Local)}",
        $"misses {Words.Number(counts.Misses)}",
        $"errors {Words.Number(counts.Errors)}",
        $"ignored {Words.Number(counts.Ignored)}",
        $"dropped {Words.Number(counts.Dropped)}",
        $"over rate limit {Words.Number(counts.Limited)}");

    private static void PrintQuestions(Session session, IReadOnlyList<ShardReport> shards) => session.Item(
        $"upstream {Words.Number(shards.Sum(static s => s.Asked))}",
        $"hedged {Words.Number(shards.Sum(static s => s.Hedged))}",
        $"over tcp {Words.Number(shards.Sum(static s => s.Streamed))}",
        $"answered {Words.Number(shards.Sum(static s => s.Answered))}",
        $"merged {Words.Number(shards.Sum(static s => s.Merged))}",
        $"failed {Words.Number(shards.Sum(static s => s.Failed))}",
        $"stale {Words.Number(shards.Sum(static s => s.Stale))}",
        $"shed {Words.Number(shards.Sum(static s => s.Shed))}",
        $"fetched ahead {Words.Number(shards.Sum(static s => s.Refreshed))}",
        $"filtered {Words.Number(shards.Sum(static s => s.Filtered))}",
        $"in another case {Words.Number(shards.Sum(static s => s.OtherCase))}",
        $"without the cookie {Words.Number(shards.Sum(static s => s.WrongCookie))}",
        $"forged or late {Words.Number(shards.Sum(static s => s.Rejected))}");

    private static void PrintGateways(Session session, PeerCounts counts) => session.Item(
        $"gateways asked {Words.Number(counts.Asked)}",
        $"answered {Words.Number(counts.Answered)}",
        $"failed {Words.Number(counts.Failed)}",
        $"served {Words.Number(counts.Queries)}",
        $"hits {Words.Number(counts.Hits)} ({Words.Percent(counts.Hits, counts.Queries)})",
        $"misses {Words.Number(counts.Misses)}",
        $"not here {Words.Number(counts.Refused)}",
        $"unsigned {Words.Number(counts.Rejected)}",
        $"dropped {Words.Number(counts.Dropped)}");

    private static void PrintShard(Session session, ShardReport shard) => session.Item(
        $"shard {shard.Shard}",
        Words.Count(shard.Entries, "entry", "entries"),
        $"{Words.Bytes(shard.BytesUsed)} of {Words.Bytes(shard.BytesMax)}",
        $"inserted {Words.Number(shard.Insertions)}",
        $"evicted {Words.Number(shard.Evictions)}");
}
