using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Reports on their way to the ledger, in order, and offered again when it had no room.</summary>
internal sealed class ReportOutbox(JournalInlet inlet)
{
    private const int BatchMax = 1024;
    private const int CongestedAt = 4 * BatchMax;

    private readonly Queue<List<LeaseReport>> _batches = new();
    private ILeaseJournalSink? _sink;
    private List<LeaseReport> _open = [];
    private int _count;

    /// <summary>Something was refused: nothing more is to be committed before it is taken.</summary>
    public bool IsBlocked { get; private set; }

    public ILeaseJournalSink? Sink => _sink;

    /// <summary>A new sink; the old one is told nothing more.</summary>
    public void Begin(ILeaseJournalSink? sink)
    {
        _sink = sink;
        _batches.Clear();
        _open = [];
        _count = 0;
        IsBlocked = false;
        inlet.Outstanding.Clear();
        inlet.IsCongested = false;
    }

    public void Add(in LeaseReport report)
    {
        _open.Add(report);
        _count++;
        if (_open.Count < BatchMax) return;
        _batches.Enqueue(_open);
        _open = [];
    }

    /// <summary>Hands over what there is. False when the ledger has no room.</summary>
    public bool Offer()
    {
        if (_sink is null) return true;
        if (_open.Count > 0)
        {
            _batches.Enqueue(_open);
            _open = [];
        }
        while (_batches.TryPeek(out List<LeaseReport>? batch) && TryReport(batch)) _batches.Dequeue();
        IsBlocked = _batches.Count > 0;
        inlet.IsCongested = _count > CongestedAt;
        return !IsBlocked;
    }

    private bool TryReport(List<LeaseReport> batch)
    {
        // Counted before: the batch is the ledger's once it is taken.
        int count = batch.Count;
        List<long> tickets = [.. batch.Where(report => report.Ticket != 0).Select(report => report.Ticket)];
        if (!_sink!.TryReport(batch)) return false;
        foreach (long ticket in tickets) inlet.Outstanding.Remove(ticket);
        _count -= count;
        return true;
    }
}
