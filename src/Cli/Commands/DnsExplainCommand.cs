using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq dns explain NAME [TYPE]</c>.</summary>
internal static class DnsExplainCommand
{
    public static Command Create(SharedOptions shared)
    {
        Argument<string> name = DnsArguments.Name();
        Argument<string?> type = DnsArguments.Type();
        Command command = new("explain", "Show what would answer now, in the order of asking, and why nothing else does") { name, type };
        shared.SetAction(command, (session, result) => Run(session, DnsArguments.Of(result.GetValue(name)!, result.GetValue(type))));
        return command;
    }

    private static async Task Run(Session session, (string Name, string? Type) question)
    {
        DnsExplanation explanation = await session.Get("dns", "explain", ControlJson.Default.DnsExplanation, ("name", question.Name), ("type", question.Type)).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(explanation, ControlJson.Default.DnsExplanation);
            return;
        }

        int steps = 0;
        for (DnsExplanation? part = explanation; part is not null; part = part.Target)
        {
            if (part != explanation) session.Line($"The alias leads to {part.Name} {part.Type}:");
            foreach (DnsExplainedStep step in part.Steps) session.Item(step.Verdict, step.Candidate, step.Reason);
            steps += part.Steps.Count;
        }

        session.Count(Words.Count(steps, "step", "steps"));
    }
}
