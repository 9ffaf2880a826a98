namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>actor hierarchy</c>.</summary>
/// <param name="Root">The tree.</param>
/// <param name="Count">Actors in it, the root included.</param>
/// <param name="DeadLetters">Messages that found nobody or no room since the start.</param>
public sealed record ActorHierarchy(ActorNode Root, int Count, long DeadLetters);

/// <summary>One actor. Counters are since the start of the process and survive restarts of the actor.</summary>
public sealed record ActorNode
{
    /// <summary>As in <c>/dns/shard-0</c>.</summary>
    public required string Path { get; init; }

    /// <summary>running, restarting, stopping or stopped.</summary>
    public required string State { get; init; }

    /// <summary>Messages waiting.</summary>
    public required int MailboxDepth { get; init; }

    /// <summary>Messages the mailbox holds.</summary>
    public required int MailboxCapacity { get; init; }

    public required long Handled { get; init; }

    /// <summary>Messages that found the mailbox full.</summary>
    public required long Rejected { get; init; }

    public required long Restarts { get; init; }

    /// <summary>The longest run of messages without giving way.</summary>
    public required double SlowestTurnMilliseconds { get; init; }

    public required IReadOnlyList<ActorNode> Children { get; init; }
}
