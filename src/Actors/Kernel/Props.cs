namespace Polymasq.Actors.Kernel;

/// <summary>How to make an actor: its object, its mailbox, where it runs and what its failure means.</summary>
/// <param name="Create">Makes the object, at the start and after each failure. State is read again through ports.</param>
/// <param name="MailboxCapacity">Messages the mailbox holds, rounded up to a power of two. There is no unbounded mailbox.</param>
public sealed record Props<T>(Func<Actor<T>> Create, int MailboxCapacity)
{
    /// <summary>Where it runs; null means where the system's actors run.</summary>
    public Dispatcher? Dispatcher { get; init; }

    /// <summary>What its failure means.</summary>
    public SupervisionPolicy Supervision { get; init; } = SupervisionPolicy.Default;

    /// <summary>Messages it may put aside.</summary>
    public int StashCapacity { get; init; } = 64;
}
