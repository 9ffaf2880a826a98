using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq config check</c>.</summary>
internal static class ConfigCheckCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("check", "Read the gateway's configuration as a reload would, and show all that is wrong with it");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task<int> Run(Session session)
    {
        ConfigReport report = await session.Get("config", "check", ControlJson.Default.ConfigReport).ConfigureAwait(false);
        if (session.IsJson) session.PrintJson(report, ControlJson.Default.ConfigReport);
        else Print(session, report);
        return report.IsValid ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Print(Session session, ConfigReport report)
    {
        foreach (string error in report.Errors) session.Line(error);
        foreach (string warning in report.Warnings) session.Line($"warning: {warning}");
        if (report.IsValid) session.Item(report.File, "good");
        session.Count($"{Words.Count(report.Errors.Count, "error", "errors")}, {Words.Count(report.Warnings.Count, "warning", "warnings")}");
    }
}
