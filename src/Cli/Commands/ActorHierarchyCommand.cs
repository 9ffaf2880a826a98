using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq actor hierarchy</c>.</summary>
internal static class ActorHierarchyCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("hierarchy", "Show all actors with mailbox depth, messages handled and refused, restarts and slowest turn");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        ActorHierarchy hierarchy = await session.Get("actor", "hierarchy", ControlJson.Default.ActorHierarchy).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(hierarchy, ControlJson.Default.ActorHierarchy);
            return;
        }

        Print(session, hierarchy.Root);
        session.Count($"{Words.Count(hierarchy.Count, "actor", "actors")}, {Words.Count(hierarchy.DeadLetters, "dead letter", "dead letters")}");
    }

    private static void Print(Session session, ActorNode actor)
    {
        session.Item(
            actor.Path,
            actor.State,
            $"mailbox {Words.Number(actor.MailboxDepth)} of {Words.Number(actor.MailboxCapacity)}",
            $"handled {Words.Number(actor.Handled)}",
            $"rejected {Words.Number(actor.Rejected)}",
            $"restarts {Words.Number(actor.Restarts)}",
            $"slowest {Words.Milliseconds(actor.SlowestTurnMilliseconds)}");
        foreach (ActorNode child in actor.Children) Print(session, child);
    }
}
