namespace Polymasq.Actors.Clustering;

/// <summary>What a store has to say. Reports of different calls come in any order, those of one call in theirs.</summary>
/// <param name="Ticket">Of the call; 0 for <see cref="HealthChanged"/>.</param>
public abstract record StoreReport(long Ticket)
{
    /// <summary>The transaction is durable, at this revision.</summary>
    public sealed record Committed(long Ticket, long Revision) : StoreReport(Ticket);

    /// <summary>Nothing was written. What each compared key holds, in the order of the compares, as of one revision.</summary>
    public sealed record Refused(long Ticket, long Revision, IReadOnlyList<StoreEntry> Current) : StoreReport(Ticket);

    /// <summary>A part of what was read, as of <paramref name="Revision"/>.</summary>
    public sealed record Page(long Ticket, long Revision, IReadOnlyList<StoreEntry> Entries, bool IsLast) : StoreReport(Ticket);

    /// <summary>
    /// All changes of one or more revisions, oldest first; the watch is complete up to <paramref name="Revision"/>. May be empty:
    /// then only time and revisions have passed.
    /// </summary>
    public sealed record Changed(long Ticket, long Revision, IReadOnlyList<StoreEntry> Entries) : StoreReport(Ticket);

    /// <summary>The store has forgotten changes that the watch would have to tell; the watch has ended.</summary>
    /// <param name="Ticket">Of the watch.</param>
    /// <param name="Revision">The oldest revision a watch may begin with.</param>
    public sealed record Compacted(long Ticket, long Revision) : StoreReport(Ticket);

    public sealed record Granted(long Ticket, long Lease, TimeSpan TimeToLive) : StoreReport(Ticket);

    public sealed record KeptAlive(long Ticket, bool IsAlive) : StoreReport(Ticket);

    public sealed record Revoked(long Ticket) : StoreReport(Ticket);

    /// <summary>The call did not succeed.</summary>
    /// <param name="Ticket">Of the call.</param>
    /// <param name="MayHaveHappened">The write may have been made, or be made yet.</param>
    /// <param name="Reason">For people.</param>
    public sealed record Failed(long Ticket, bool MayHaveHappened, string Reason) : StoreReport(Ticket);

    public sealed record HealthChanged(StoreHealth Health) : StoreReport(0);
}
