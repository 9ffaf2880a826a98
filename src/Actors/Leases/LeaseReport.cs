namespace Polymasq.Actors.Leases;

/// <summary>What a journal reports.</summary>
public enum LeaseReportKind : byte
{
    None = 0,

    /// <summary>The event is durable. Ticket 0: read at start, or committed by another gateway.</summary>
    Committed,

    /// <summary>The append was refused, the address has another version: <see cref="LeaseReport.Event"/> is its newest event.</summary>
    Conflict,

    /// <summary>The append was not made and never will be (disk full, no quorum).</summary>
    Unavailable,

    /// <summary>
    /// The append may or may not have been made. If it was, it is reported as committed with ticket 0 later. The ledger
    /// forgets the append: a second one for the same version can succeed only if the first did not.
    /// </summary>
    Unknown,

    /// <summary>All that was committed before the start has been reported.</summary>
    CaughtUp,

    /// <summary>Nothing can be committed from now on (no quorum): appends are reported as unavailable at once.</summary>
    Suspended,

    /// <summary>Commits are possible again. Without <see cref="Suspended"/> before it, nothing has changed.</summary>
    Resumed,
}

/// <summary>One report of a journal.</summary>
public readonly record struct LeaseReport
{
    public LeaseReportKind Kind { get; private init; }

    /// <summary>The ticket of our append; 0 for what we did not ask for.</summary>
    public long Ticket { get; private init; }

    /// <summary>Where the journal stands: grows with each commit to any address. 0 when nothing was committed.</summary>
    public long Revision { get; private init; }

    /// <summary>The committed event, or the newest one of the address in a conflict; null if it has none.</summary>
    public LeaseEvent? Event { get; private init; }

    public static LeaseReport Committed(long ticket, long revision, LeaseEvent e) =>
        new() { Kind = LeaseReportKind.Committed, Ticket = ticket, Revision = revision, Event = e };

    public static LeaseReport Conflict(long ticket, LeaseEvent? newest) =>
        new() { Kind = LeaseReportKind.Conflict, Ticket = ticket, Event = newest };

    public static LeaseReport Unavailable(long ticket) => new() { Kind = LeaseReportKind.Unavailable, Ticket = ticket };
    public static LeaseReport Unknown(long ticket) => new() { Kind = LeaseReportKind.Unknown, Ticket = ticket };
    public static LeaseReport Suspended() => new() { Kind = LeaseReportKind.Suspended };
    public static LeaseReport Resumed() => new() { Kind = LeaseReportKind.Resumed };
    public static LeaseReport CaughtUp(long revision) => new() { Kind = LeaseReportKind.CaughtUp, Revision = revision };
}
