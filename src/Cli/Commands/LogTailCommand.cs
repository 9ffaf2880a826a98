using System.CommandLine;
using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq log tail</c>.</summary>
internal static class LogTailCommand
{
    public static Command Create(SharedOptions shared)
    {
        Option<int?> last = new("--last", "-n") { Description = "Begin with so many of the last lines (20)", HelpName = "COUNT" };
        Option<string?> level = new("--level", "-l") { Description = "Only lines of this level and above", HelpName = "LEVEL" };
        level.AcceptOnlyFromAmong("trace", "debug", "info", "warn", "error", "fatal");
        Option<bool> noFollow = new("--no-follow") { Description = "End after the last lines instead of waiting for new ones" };
        Command command = new("tail", "Show the last lines of the log, then each new one until Ctrl-C") { last, level, noFollow };
        shared.SetAction(command, (session, result) => Run(session, result.GetValue(last), result.GetValue(level), !result.GetValue(noFollow)));
        return command;
    }

    private static async Task<int> Run(Session session, int? last, string? level, bool follow)
    {
        IAsyncEnumerable<LogLine> lines = session.Follow("log", "tail", ControlJson.Default.LogLine,
            ("last", last?.ToString(CultureInfo.InvariantCulture)), ("level", level), ("follow", follow ? null : "false"));
        await foreach (LogLine line in lines.ConfigureAwait(false))
        {
            if (session.IsJson) session.PrintJson(line, ControlJson.Default.LogLine);
            else Print(session, line);
            session.Flush();
        }

        return follow ? throw new ControlFailure(ExitCode.Failed, "the gateway has ended") : ExitCode.Done;
    }

    private static void Print(Session session, LogLine line)
    {
        if (line.Lost is { } lost) session.Line($"… {Words.Count(lost, "line was", "lines were")} lost here");
        if (line.Message is null) return;
        string time = line.Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";
        session.Line($"{time} {line.Level,-5} {line.Category}  {line.Message}");
        foreach (string part in line.Exception?.Split('\n') ?? []) session.Line($"    {part.TrimEnd('\r')}");
    }
}
