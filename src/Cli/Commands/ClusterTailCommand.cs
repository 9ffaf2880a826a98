using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cluster tail</c>.</summary>
internal static class ClusterTailCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("tail", "Show what happens in the cluster until Ctrl-C: who joins, drains, goes; the store; disagreements");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task<int> Run(Session session)
    {
        await foreach (ClusterEventLine line in session.Follow("cluster", "tail", ControlJson.Default.ClusterEventLine).ConfigureAwait(false))
        {
            if (session.IsJson) session.PrintJson(line, ControlJson.Default.ClusterEventLine);
            else Print(session, line);
            session.Flush();
        }

        throw new ControlFailure(ExitCode.Failed, "the gateway has ended");
    }

    private static void Print(Session session, ClusterEventLine line)
    {
        if (line.Lost is { } lost) session.Line($"… {Words.Count(lost, "line was", "lines were")} lost here");
        if (line.Text is null) return;
        session.Item(line.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), line.Gateway, line.What, line.Text);
    }
}
