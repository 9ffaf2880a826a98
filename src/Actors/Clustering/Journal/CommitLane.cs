using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Brings appends into the store: what has gathered shares a transaction, and each append gets its fate.</summary>
internal sealed class CommitLane(
    IKeyValueStore store, StoreKeys keys, StreamHeads heads, LeaseIntake intake, AppendBoard board, ReportOutbox outbox,
    JournalInlet inlet, IStoreSink sink, TimeProvider time) : IDisposable
{
    private const int WaitingMax = 4 * CommitPacing.AppendsMax;
    private const int TriesMax = 16; // more than a store can refuse for good reason

    private readonly Dictionary<long, List<PendingAppend>> _sent = [];
    private readonly LeaseEventWriter _writer = new();
    private long _lastSentAt;

    public long Transactions { get; private set; }
    public long Committed { get; private set; }
    public long Conflicts { get; private set; }
    public long Unknown { get; private set; }
    public long Unavailable { get; private set; }
    public long Retries { get; private set; }

    /// <summary>Something waits for company, not for an answer alone.</summary>
    public bool IsGathering => board.Ready > 0;

    /// <summary>Sends what has gathered, or says that it cannot be sent.</summary>
    public void Pump(bool canCommit)
    {
        if (outbox.IsBlocked) return; // the ledger cannot hear of any fate at present
        do
        {
            Pull();
            if (!canCommit) GiveUp();
        }
        while (!canCommit && board.Ready > 0);
        while (canCommit && CommitPacing.IsTime(board.Ready, _sent.Count, time.GetElapsedTime(_lastSentAt)))
        {
            Send();
            Pull();
        }
    }

    /// <summary>Takes the fate of a transaction. False if the report is about something else.</summary>
    public bool OnReport(StoreReport report)
    {
        if (!_sent.Remove(report.Ticket, out List<PendingAppend>? transaction)) return false;
        switch (report)
        {
            case StoreReport.Committed committed: OnCommitted(transaction, committed.Revision); break;
            case StoreReport.Refused refused: OnRefused(transaction, refused); break;
            default: OnFailed(transaction, report is not StoreReport.Failed { MayHaveHappened: false }); break;
        }
        return true;
    }

    public void Dispose() => _writer.Dispose();

    private void Pull()
    {
        while (board.Waiting < WaitingMax && inlet.TryTake(out QueuedAppend queued))
        {
            if (queued.Sink != outbox.Sink) continue; // of a ledger that is no more
            inlet.Outstanding.Add(queued.Append.Ticket);
            board.Add(new PendingAppend(queued));
        }
    }

    private void GiveUp()
    {
        while (board.TryTake(out PendingAppend append)) EndUnavailable(append);
    }

    private void Send()
    {
        List<PendingAppend> appends = new(Math.Min(board.Ready, CommitPacing.AppendsMax));
        while (appends.Count < CommitPacing.AppendsMax && board.TryTake(out PendingAppend append))
            if (IsStillDue(append)) appends.Add(append);
        if (appends.Count == 0) return;

        long ticket = inlet.NextTicket();
        _lastSentAt = time.GetTimestamp();
        _sent.Add(ticket, appends);
        Transactions++;
        store.Commit(ticket, TransactionOf(appends), sink);
    }

    /// <summary>Whether the version the append expects is the newest that is known; if not, the store need not be asked.</summary>
    private bool IsStillDue(PendingAppend append)
    {
        bool isKnown = heads.TryGet(append.Event.Address, out StreamHead head);
        if (append.Event.Version - 1 != (isKnown ? head.Event.Version : 0))
        {
            EndInConflict(append);
            return false;
        }
        append.Compare = isKnown ? head.Compare : 0;
        append.Tries++;
        return true;
    }

    private StoreTransaction TransactionOf(List<PendingAppend> appends)
    {
        StoreCompare[] compares = new StoreCompare[appends.Count];
        StoreWrite[] writes = new StoreWrite[appends.Count];
        for (int i = 0; i < appends.Count; i++)
        {
            string key = keys.OfLease(appends[i].Event.Address);
            compares[i] = new StoreCompare(key, appends[i].Compare);
            writes[i] = new StoreWrite(key, _writer.Write(appends[i].Event).ToArray());
        }
        return new StoreTransaction(compares, writes);
    }

    private void OnCommitted(List<PendingAppend> transaction, long revision)
    {
        foreach (PendingAppend append in transaction)
        {
            if (append.IsDone) board.End(append);
            else if (heads.TryTake(revision, append.Event, out LeaseEvent news)) EndCommitted(append, revision, news);
            else EndInConflict(append); // a read of the state has told something newer: the ledger decides on that
        }
    }

    private void OnRefused(List<PendingAppend> transaction, StoreReport.Refused refused)
    {
        for (int i = 0; i < transaction.Count; i++)
        {
            PendingAppend append = transaction[i];
            StoreEntry? current = i < refused.Current.Count ? refused.Current[i] : null;
            if (append.IsDone) board.End(append);
            else if (current is null) EndUnavailable(append);
            else OnRefused(append, current, refused.Revision);
        }
    }

    private void OnRefused(PendingAppend append, StoreEntry current, long revision)
    {
        bool isThere = current.Value is not null;
        bool holds = isThere ? current.ModRevision == append.Compare : append.Compare == 0;
        // That the key is gone is news as of the refusal: when it went is not always remembered.
        if (!holds) intake.Take(current, isThere ? current.ModRevision : revision);
        if (append.IsDone) board.End(append); // the answer of a try before was lost: it is our own event that is there
        else if (!IsNext(append)) EndInConflict(append);
        else if (append.Tries < TriesMax) TryAgain(append);
        else EndUnavailable(append);
    }

    private bool IsNext(PendingAppend append) => append.Event.Version - 1 == (heads.NewestOf(append.Event.Address)?.Version ?? 0);

    private void OnFailed(List<PendingAppend> transaction, bool mayHaveHappened)
    {
        foreach (PendingAppend append in transaction)
        {
            if (append.IsDone) board.End(append);
            else if (mayHaveHappened) EndUnknown(append);
            else EndUnavailable(append);
        }
    }

    private void TryAgain(PendingAppend append)
    {
        Retries++;
        board.Again(append);
    }

    private void EndCommitted(PendingAppend append, long revision, LeaseEvent news)
    {
        Committed++;
        long ticket = append.Sink == outbox.Sink ? append.Ticket : 0; // a ledger that is no more: to the new one it is news
        outbox.Add(LeaseReport.Committed(ticket, revision, news));
        board.End(append);
    }

    private void EndInConflict(PendingAppend append)
    {
        Conflicts++;
        End(append, LeaseReport.Conflict(append.Ticket, heads.NewestOf(append.Event.Address)));
    }

    private void EndUnavailable(PendingAppend append)
    {
        Unavailable++;
        End(append, LeaseReport.Unavailable(append.Ticket));
    }

    private void EndUnknown(PendingAppend append)
    {
        Unknown++;
        End(append, LeaseReport.Unknown(append.Ticket));
    }

    private void End(PendingAppend append, in LeaseReport report)
    {
        if (append.Sink == outbox.Sink) outbox.Add(report);
        board.End(append);
    }
}
