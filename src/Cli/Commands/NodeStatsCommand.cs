using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq node stats</c>.</summary>
internal static class NodeStatsCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("stats", "Show what the gateway uses of processor and memory, and how long the garbage collector has stopped it");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        NodeStats stats = await session.Get("node", "stats", ControlJson.Default.NodeStats).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(stats, ControlJson.Default.NodeStats);
            return;
        }

        session.Item(
            $"version {stats.Version}",
            $"up {Words.Duration((long)stats.UptimeSeconds)}",
            string.Create(CultureInfo.InvariantCulture, $"processor {stats.CpuSeconds:N1} s"),
            $"threads {Words.Number(stats.Threads)}",
            $"memory {Words.Bytes(stats.MemoryBytes)}",
            $"heap {Words.Bytes(stats.HeapBytes)}");
        session.Item([
            .. stats.Collections.Select(static (count, generation) => $"collections of generation {generation}: {Words.Number(count)}"),
            $"paused {Words.Milliseconds(stats.Pauses.TotalMilliseconds)}",
            $"longest {Words.Milliseconds(Math.Max(stats.Pauses.LongestMilliseconds, stats.Pauses.UnseenMilliseconds))}"]);
    }
}
