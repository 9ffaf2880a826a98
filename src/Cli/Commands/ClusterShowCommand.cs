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

        foreach (GatewayInfo gateway in members.Gateways) Print(session, gateway);
        session.Count(Words.Count(members.Gateways.Count, "gateway", "gateways"));
    }

    private static void Print(Session session, GatewayInfo gateway)
    {
        string state = gateway.Reasons.Count == 0 ? gateway.State : $"{gateway.State}: {string.Join(", ", gateway.Reasons)}";
        session.Item(gateway.Name, gateway.Address, state, gateway.Version, $"started {Words.Moment(gateway.Started)}", $"up for {Words.Duration(gateway.UptimeSeconds)}");
    }
}
