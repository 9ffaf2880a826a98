using Polymasq.Actors.Clustering;

namespace Polymasq.TestKit.Clustering;

/// <summary>Reports on their way to their sinks: to each in order, and again a moment later when a sink had no room.</summary>
internal sealed class StoreOutbox(TimeProvider clock)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly Dictionary<IStoreSink, Queue<StoreReport>> _waiting = new(ReferenceEqualityComparer.Instance);
    private bool _isClosed;

    public void Send(IStoreSink sink, StoreReport report)
    {
        if (_isClosed) return;
        if (_waiting.TryGetValue(sink, out Queue<StoreReport>? earlier)) earlier.Enqueue(report);
        else if (!sink.TryReport(report)) Wait(sink, new Queue<StoreReport>([report]));
    }

    public void Close() => _isClosed = true;

    private void Wait(IStoreSink sink, Queue<StoreReport> reports)
    {
        _waiting[sink] = reports;
        clock.CreateTimer(_ => OfferAgain(sink, reports), null, Moment, Timeout.InfiniteTimeSpan);
    }

    private void OfferAgain(IStoreSink sink, Queue<StoreReport> reports)
    {
        while (!_isClosed && reports.TryPeek(out StoreReport? report))
        {
            if (!sink.TryReport(report))
            {
                Wait(sink, reports);
                return;
            }

            reports.Dequeue();
        }

        _waiting.Remove(sink);
    }
}
