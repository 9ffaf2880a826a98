using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq dns query NAME [TYPE]</c>.</summary>
internal static class DnsQueryCommand
{
    public static Command Create(SharedOptions shared)
    {
        Argument<string> name = DnsArguments.Name();
        Argument<string?> type = DnsArguments.Type();
        Command command = new("query", "Ask as a client of the gateway would, and show the answer and where it came from") { name, type };
        shared.SetAction(command, (session, result) => Run(session, DnsArguments.Of(result.GetValue(name)!, result.GetValue(type))));
        return command;
    }

    private static async Task Run(Session session, (string Name, string? Type) question)
    {
        DnsQueryReport report = await session.Get("dns", "query", ControlJson.Default.DnsQueryReport, ("name", question.Name), ("type", question.Type)).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(report, ControlJson.Default.DnsQueryReport);
            return;
        }

        session.Item($"{report.Name} {report.Type}", report.Rcode, string.Join(' ', report.Flags), $"from {DnsArguments.Words(report.From)}", Words.Milliseconds(report.Milliseconds), Words.Bytes(report.Bytes));
        foreach (string error in report.Errors) session.Line($"because: {error}");
        foreach (DnsRecordItem record in report.Answers) Print(session, record, "answer");
        foreach (DnsRecordItem record in report.Authorities) Print(session, record, "authority");
        session.Count(Words.Count(report.Answers.Count, "answer", "answers"));
    }

    private static void Print(Session session, DnsRecordItem record, string section) =>
        session.Item(section, record.Name, record.TtlSeconds.ToString(CultureInfo.InvariantCulture), record.Type, record.Data);
}
