using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq log stats</c>.</summary>
internal static class LogStatsCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("stats", "Show what is logged, and how many lines were lost because nobody took them fast enough");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        LogStats stats = await session.Get("log", "stats", ControlJson.Default.LogStats).ConfigureAwait(false);
        if (session.IsJson) session.PrintJson(stats, ControlJson.Default.LogStats);
        else session.Item($"level {stats.Level}", $"queries {(stats.Queries ? "on" : "off")}", $"lost {Words.Number(stats.Lost)}", $"followers {Words.Number(stats.Followers)}");
    }
}
