namespace Polymasq.Actors.Leases;

/// <summary>
/// Where lease events become durable, and the only source of the ledger's state. Each address is an aggregate: an append
/// succeeds only if the journal's newest event of that address has the version before it (compare and set).
/// </summary>
/// <remarks>
/// Everything a journal has to say goes to its <see cref="ILeaseJournalSink"/>, in the order of commit for each address:
/// the state at start, the fate of our own appends, and what other gateways have committed.
/// </remarks>
public interface ILeaseJournal : IDisposable
{
    /// <summary>
    /// Begins: reports the newest event of every address (<see cref="LeaseReportKind.Committed"/>, ticket 0), oldest commit
    /// first, then <see cref="LeaseReportKind.CaughtUp"/>, then goes on with what is committed from there. A ledger that was
    /// restarted calls it again: all is reported anew, to the new sink alone.
    /// </summary>
    void Start(ILeaseJournalSink sink);

    /// <summary>
    /// Queues an event. Never blocks; false when the queue is full or the journal stopped, and then nothing is reported.
    /// Otherwise the fate of the append is reported exactly once, with its ticket, some time after the next <see cref="Flush"/>.
    /// </summary>
    bool TryAppend(in LeaseAppend append);

    /// <summary>
    /// To be called when there is nothing more to append for now: what is queued is committed from here on, if possible all of it
    /// at once. A journal that is busy may have taken some before. Never blocks.
    /// </summary>
    void Flush();
}

/// <summary>An event to append, and a number to know its report by; not 0.</summary>
public readonly record struct LeaseAppend(long Ticket, LeaseEvent Event);

/// <summary>Takes the reports of a journal. Called on the journal's thread.</summary>
public interface ILeaseJournalSink
{
    /// <summary>
    /// Hands over a batch, which the receiver then owns. False when there is no room; the journal offers the same batch again
    /// a moment later and meanwhile commits nothing more.
    /// </summary>
    bool TryReport(IReadOnlyList<LeaseReport> batch);
}
