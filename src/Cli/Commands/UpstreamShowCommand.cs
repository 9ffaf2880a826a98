using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq upstream show</c>.</summary>
internal static class UpstreamShowCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("show", "Show upstream servers with state, latency, loss and refusals");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        UpstreamList list = await session.Get("upstream", "show", ControlJson.Default.UpstreamList).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(list, ControlJson.Default.UpstreamList);
            return;
        }

        foreach (UpstreamItem server in list.Servers) Print(session, server);
        session.Count(Words.Count(list.Servers.Count, "server", "servers"));
    }

    private static void Print(Session session, UpstreamItem server) => session.Item(
        server.Server,
        server.State,
        server.LatencyMilliseconds is { } latency ? Words.Milliseconds(latency) : null,
        $"asked {Words.Number(server.Asked)}",
        $"lost {Words.Number(server.Silent)} ({Words.Percent(server.Silent, server.Silent + server.Replied)})",
        $"servfail {Words.Number(server.Failed)}",
        $"refused {Words.Number(server.Refused)}",
        server.Gateway is { } gateway ? $"gateway {gateway}" : server.Domains.Count == 0 ? "all names" : string.Join(", ", server.Domains));
}
