using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cache flush [NAME]</c>.</summary>
internal static class CacheFlushCommand
{
    public static Command Create(SharedOptions shared)
    {
        Argument<string?> name = new("NAME") { Description = "Only what is cached for this name", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("flush", "Forget cached responses, all or those of one name") { name };
        shared.SetAction(command, (session, result) => Run(session, result.GetValue(name)));
        return command;
    }

    private static async Task Run(Session session, string? name)
    {
        CacheFlushReport report = await session.Post("cache", "flush", ControlJson.Default.CacheFlushReport, ("name", name)).ConfigureAwait(false);
        if (session.IsJson) session.PrintJson(report, ControlJson.Default.CacheFlushReport);
        else session.Count($"{Words.Count(report.Removed, "entry", "entries")} forgotten");
    }
}
