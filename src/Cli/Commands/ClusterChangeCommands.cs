using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cluster drain</c>, <c>resume</c>, <c>leave</c> and <c>down NAME</c>.</summary>
internal static class ClusterChangeCommands
{
    public static IEnumerable<Command> Create(SharedOptions shared) =>
    [
        Plain(shared, "drain", "Leave new DHCP clients to the other gateways; renewals are answered. For a restart that nobody notices"),
        Plain(shared, "resume", "Serve everybody again: ends drain, leave, and down"),
        Plain(shared, "leave", "Drain for a moment, then give membership up: no DHCP client is answered, DNS is"),
        Down(shared),
    ];

    private static Command Plain(SharedOptions shared, string verb, string description)
    {
        Command command = new(verb, description);
        shared.SetAction(command, (session, _) => Run(session, verb, null));
        return command;
    }

    private static Command Down(SharedOptions shared)
    {
        Argument<string> name = new("NAME") { Description = "The gateway, as cluster show names it" };
        Command command = new("down", "Take another gateway out, as when it hangs: it stays out until resume there, or its restart") { name };
        shared.SetAction(command, (session, result) => Run(session, "down", result.GetValue(name)));
        return command;
    }

    private static async Task Run(Session session, string verb, string? name)
    {
        ClusterCommandReport report = await session.Post("cluster", verb, ControlJson.Default.ClusterCommandReport, ("name", name)).ConfigureAwait(false);
        if (session.IsJson) session.PrintJson(report, ControlJson.Default.ClusterCommandReport);
        else session.Line(report.Text);
    }
}
