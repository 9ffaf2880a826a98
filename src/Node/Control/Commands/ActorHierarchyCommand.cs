using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary><c>actor hierarchy</c>: the tree of actors with their counters, read beside them without asking anyone.</summary>
internal sealed class ActorHierarchyCommand(ActorSystem system) : IControlCommand
{
    public string Noun => "actor";

    public string Verb => "hierarchy";

    public IReadOnlyList<string> Parameters => [];

    public Task<ControlReply> Handle(ControlArguments arguments, CancellationToken cancellation)
    {
        ActorNode root = NodeOf(system.Describe());
        return Task.FromResult(ControlReply.Of(new ActorHierarchy(root, CountOf(root), system.DeadLetters.Count), ControlJson.Default.ActorHierarchy));
    }

    private static int CountOf(ActorNode node) => 1 + node.Children.Sum(CountOf);

    private static ActorNode NodeOf(ActorInfo actor) => new()
    {
        Path = actor.Path.Text,
        State = actor.State,
        MailboxDepth = actor.MailboxDepth,
        MailboxCapacity = actor.MailboxCapacity,
        Handled = actor.Handled,
        Rejected = actor.Rejected,
        Restarts = actor.Restarts,
        SlowestTurnMilliseconds = Math.Round(actor.SlowestTurn.TotalMilliseconds, 3),
        Children = [.. actor.Children.Select(NodeOf)],
    };
}
