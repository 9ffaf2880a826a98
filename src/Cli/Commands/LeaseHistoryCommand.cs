using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq lease history</c>.</summary>
internal sealed class LeaseHistoryCommand
{
    private readonly Option<string?> _address = new("--address", "-i") { Description = "Only this address", HelpName = "ADDRESS" };
    private readonly Option<string?> _mac = new("--mac", "-m") { Description = "Only this hardware address", HelpName = "MAC" };
    private readonly Option<string?> _client = new("--client", "-c") { Description = "Only this client identifier", HelpName = "HEX" };
    private readonly Option<string?> _from = new("--from", "-f") { Description = "From this time on: 2026-11-21T09:00:00Z, or 2h for two hours ago", HelpName = "TIME" };
    private readonly Option<string?> _to = new("--to", "-t") { Description = "Before this time", HelpName = "TIME" };
    private readonly Option<int?> _limit = new("--limit", "-l") { Description = "Show at most so many of the newest events (100)", HelpName = "COUNT" };

    public static Command Create(SharedOptions shared)
    {
        LeaseHistoryCommand options = new();
        Command command = new("history", "Show who had which address when, the newest event last")
        {
            options._address, options._mac, options._client, options._from, options._to, options._limit,
        };
        shared.SetAction(command, options.Run);
        return command;
    }

    private async Task Run(Session session, ParseResult result)
    {
        LeaseHistoryList found = await session.Get("lease", "history", ControlJson.Default.LeaseHistoryList,
            ("address", result.GetValue(_address)), ("mac", result.GetValue(_mac)), ("client", result.GetValue(_client)),
            ("from", result.GetValue(_from)), ("to", result.GetValue(_to)),
            ("limit", result.GetValue(_limit)?.ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(found, ControlJson.Default.LeaseHistoryList);
            return;
        }

        foreach (LeaseInfo e in found.Events) Print(session, e);
        session.Count(Words.Count(found.Events.Count, "event", "events") + (found.HasMore ? ", and perhaps older ones: --limit shows them" : ""));
    }

    private static void Print(Session session, LeaseInfo e)
    {
        string? time = e.LeaseSeconds switch
        {
            null => "for ever",
            0 => null,
            { } seconds => $"for {Words.Duration(seconds)}",
        };
        session.Item(Words.Moment(e.At), e.Event, e.Address, e.Hostname, e.Mac ?? e.Client, time, e.Gateway);
    }
}
