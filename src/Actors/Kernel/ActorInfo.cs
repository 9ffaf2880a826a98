namespace Polymasq.Actors.Kernel;

/// <summary>One actor as <c>polymasq actor hierarchy</c> shows it.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="State">Its state in a word: running, restarting, stopping, stopped.</param>
/// <param name="MailboxDepth">Messages waiting.</param>
/// <param name="MailboxCapacity">Messages the mailbox holds.</param>
/// <param name="Handled">Messages handled since the start of the system, over all restarts.</param>
/// <param name="Rejected">Messages that found the mailbox full.</param>
/// <param name="Restarts">Restarts since the start of the system.</param>
/// <param name="SlowestTurn">The longest run of messages without giving way.</param>
/// <param name="Children">Its children, in the order in which they were started.</param>
public sealed record ActorInfo(
    ActorPath Path,
    string State,
    int MailboxDepth,
    int MailboxCapacity,
    long Handled,
    long Rejected,
    long Restarts,
    TimeSpan SlowestTurn,
    IReadOnlyList<ActorInfo> Children);
