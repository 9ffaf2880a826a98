using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq dns tail</c>.</summary>
internal static class DnsTailCommand
{
    public static Command Create(SharedOptions shared)
    {
        Option<string?> client = new("--client", "-c") { Description = "Only queries from this address, or from a prefix as in 10.9.0.0/24", HelpName = "ADDR|PREFIX" };
        Option<string?> name = new("--name", "-n") { Description = "Only queries for this name and all below it", HelpName = "SUFFIX" };
        Option<string?> rcode = new("--rcode", "-r") { Description = "Only what is answered so, as in nxdomain", HelpName = "RCODE" };
        Command command = new("tail", "Show queries as they are answered until Ctrl-C; an answer never waits for this") { client, name, rcode };
        shared.SetAction(command, (session, result) => Run(session, ("client", result.GetValue(client)), ("name", result.GetValue(name)), ("rcode", result.GetValue(rcode))));
        return command;
    }

    private static async Task<int> Run(Session session, params (string, string?)[] filters)
    {
        await foreach (DnsTailLine line in session.Follow("dns", "tail", ControlJson.Default.DnsTailLine, filters).ConfigureAwait(false))
        {
            if (session.IsJson) session.PrintJson(line, ControlJson.Default.DnsTailLine);
            else Print(session, line);
            session.Flush();
        }

        throw new ControlFailure(ExitCode.Failed, "the gateway has ended");
    }

    private static void Print(Session session, DnsTailLine line)
    {
        if (line.Lost is { } lost) session.Line($"… {Words.Count(lost, "query was", "queries were")} lost here: they came faster than this is read");
        if (line.Time is not { } time) return;
        session.Item(
            time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            line.Client, line.Name, line.Type, line.Rcode ?? "dropped", DnsArguments.Words(line.From), Words.Milliseconds(line.Milliseconds ?? 0));
    }
}
