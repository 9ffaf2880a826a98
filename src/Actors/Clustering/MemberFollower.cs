namespace Polymasq.Actors.Clustering;

/// <summary>Keeps a <see cref="MemberTable"/> as the store has it: one reading, then the watch, and again when the store has forgotten too much.</summary>
internal sealed class MemberFollower(StoreKeys keys, IKeyValueStore store, IStoreSink sink, ClusterTenure tenure)
{
    private readonly List<StoreEntry> _reading = [];
    private long _readTicket, _watchTicket;
    private IDisposable? _watch;

    /// <summary>All members were read once.</summary>
    public bool HasRead { get; private set; }

    /// <summary>Takes over a whole reading, or changes that were seen when they happened.</summary>
    /// <param name="revision">What is told is complete up to here.</param>
    public delegate void Handler(IReadOnlyList<StoreEntry> entries, long revision, bool isWhole);

    public void Begin()
    {
        _watch?.Dispose();
        (_watch, _watchTicket) = (null, 0);
        _reading.Clear();
        store.Read(_readTicket = tenure.NextTicket(), keys.Gateways, sink);
    }

    /// <summary>True when the report was an answer to something asked here; <paramref name="shouldReadAgain"/> when it ended in a failure.</summary>
    public bool Take(StoreReport report, Handler handle, out bool shouldReadAgain)
    {
        shouldReadAgain = false;
        if (report.Ticket == 0 || (report.Ticket != _readTicket && report.Ticket != _watchTicket)) return false;
        switch (report)
        {
            case StoreReport.Page page: OnPage(page, handle); break;
            case StoreReport.Changed changed: handle(changed.Entries, changed.Revision, isWhole: false); break;
            case StoreReport.Compacted: Begin(); break;
            case StoreReport.Failed: shouldReadAgain = true; break;
            default: break;
        }

        return true;
    }

    public void End() => _watch?.Dispose();

    private void OnPage(StoreReport.Page page, Handler handle)
    {
        _reading.AddRange(page.Entries);
        if (!page.IsLast) return;
        HasRead = true;
        _readTicket = 0;
        _watch = store.Watch(_watchTicket = tenure.NextTicket(), keys.Gateways, page.Revision + 1, sink);
        handle([.. _reading], page.Revision, isWhole: true);
        _reading.Clear();
    }
}
