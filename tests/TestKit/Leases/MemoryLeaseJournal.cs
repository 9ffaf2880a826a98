using Polymasq.Actors.Leases;

namespace Polymasq.TestKit.Leases;

/// <summary>
/// A journal that does nothing until the test says so, on the caller's thread: <see cref="CommitAll"/> is the fsync,
/// <see cref="Deliver"/> the stream. Without them it is a journal that is slow.
/// </summary>
public sealed class MemoryLeaseJournal(MemoryLeaseStore store, int queueMax = 1024) : ILeaseJournal
{
    private readonly Queue<LeaseAppend> _queue = new();
    private readonly List<LeaseReport> _reports = [];
    private readonly Dictionary<long, long> _ownTickets = []; // by revision
    private ILeaseJournalSink? _sink;
    private long _delivered;

    /// <summary>How often the ledger had nothing more to append for the time being.</summary>
    public int Flushes { get; private set; }

    /// <summary>Appends waiting for <see cref="CommitAll"/>.</summary>
    public int Queued => _queue.Count;

    /// <summary>The store takes nothing: appends are reported as unavailable.</summary>
    public bool IsFull { get; set; }

    /// <summary>Appends are made, or not, but their fate is reported as unknown.</summary>
    public bool LosesOutcomes { get; set; }

    /// <summary>The quorum is lost, and the ledger is told.</summary>
    public void Suspend()
    {
        IsFull = true;
        _reports.Add(LeaseReport.Suspended());
        Deliver();
    }

    /// <summary>The quorum is back.</summary>
    public void Resume()
    {
        IsFull = false;
        _reports.Add(LeaseReport.Resumed());
        Deliver();
    }

    public void Start(ILeaseJournalSink sink)
    {
        _sink = sink;
        _reports.Clear();
        _ownTickets.Clear();
        foreach ((long revision, LeaseEvent e) in store.State()) _reports.Add(LeaseReport.Committed(0, revision, e));
        _delivered = store.Events.Count;
        _reports.Add(LeaseReport.CaughtUp(_delivered));
        Deliver();
    }

    public bool TryAppend(in LeaseAppend append)
    {
        if (_queue.Count >= queueMax) return false;
        _queue.Enqueue(append);
        return true;
    }

    /// <summary>Counts: the test says when.</summary>
    public void Flush() => Flushes++;

    /// <summary>Commits what is queued, at most <paramref name="count"/> appends, and reports it.</summary>
    public void CommitAll(int count = int.MaxValue)
    {
        for (int i = 0; i < count && _queue.TryDequeue(out LeaseAppend append); i++) Commit(append);
        Deliver();
    }

    /// <summary>Reports what others have committed, and offers reports again that found no room.</summary>
    public void Deliver()
    {
        Follow();
        if (_reports.Count > 0 && _sink is not null && _sink.TryReport([.. _reports])) _reports.Clear();
    }

    public void Dispose() => _sink = null;

    private void Commit(in LeaseAppend append)
    {
        if (IsFull) _reports.Add(LeaseReport.Unavailable(append.Ticket));
        else if (LosesOutcomes) Lose(append);
        else if (store.TryCommit(append.Event)) _ownTickets.Add(store.Events.Count, append.Ticket);
        else Conflict(append);
    }

    private void Lose(in LeaseAppend append)
    {
        _reports.Add(LeaseReport.Unknown(append.Ticket));
        if (append.Ticket % 2 == 0) store.TryCommit(append.Event);
    }

    private void Conflict(in LeaseAppend append)
    {
        Follow(); // in the order of commit: what won is reported before the loss
        _reports.Add(LeaseReport.Conflict(append.Ticket, store.NewestOf(append.Event.Address)));
    }

    private void Follow()
    {
        for (; _delivered < store.Events.Count; _delivered++)
        {
            _ownTickets.Remove(_delivered + 1, out long ticket);
            _reports.Add(LeaseReport.Committed(ticket, _delivered + 1, store.Events[(int)_delivered]));
        }
    }
}
