using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cluster show</c>.</summary>
internal static class ClusterShowCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("show", "Show the gateways with address, state, version and start");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        ClusterMembers members = await session.Get("cluster", "show", ControlJson.Default.ClusterMembers).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(members, ControlJson.Default.ClusterMembers);
            return;
        }

        foreach (GatewayInfo gateway in members.Gateways) Gateways.Print(session, gateway);
        int others = members.Gateways.Count(static gateway => gateway.IsMember == false);
        string count = Words.Count(members.Gateways.Count - others, "gateway", "gateways");
        session.Count(others == 0 ? count : $"{count}, and {others} that {(others == 1 ? "is" : "are")} no member");
    }
}
