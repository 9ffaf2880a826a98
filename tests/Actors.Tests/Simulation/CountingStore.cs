using Polymasq.Actors.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>Counts what a gateway hears of its store.</summary>
internal sealed class CountingStore(IKeyValueStore inner, SimulationCounts counts) : IKeyValueStore
{
    private readonly Dictionary<IStoreSink, Sink> _sinks = new(ReferenceEqualityComparer.Instance);

    public StoreHealth Health => inner.Health;

    public void Commit(long ticket, StoreTransaction transaction, IStoreSink sink) => inner.Commit(ticket, transaction, Around(sink));

    public void Read(long ticket, string prefix, IStoreSink sink) => inner.Read(ticket, prefix, Around(sink));

    public IDisposable Watch(long ticket, string prefix, long fromRevision, IStoreSink sink) => inner.Watch(ticket, prefix, fromRevision, Around(sink));

    public IDisposable FollowHealth(IStoreSink sink) => inner.FollowHealth(Around(sink));

    public void Grant(long ticket, TimeSpan timeToLive, IStoreSink sink) => inner.Grant(ticket, timeToLive, Around(sink));

    public void KeepAlive(long ticket, long lease, IStoreSink sink) => inner.KeepAlive(ticket, lease, Around(sink));

    public void Revoke(long ticket, long lease, IStoreSink sink) => inner.Revoke(ticket, lease, Around(sink));

    public void Dispose() => inner.Dispose();

    /// <summary>One for each, so that the store sees the same sink each time and keeps the order of what goes to it.</summary>
    private Sink Around(IStoreSink sink)
    {
        if (!_sinks.TryGetValue(sink, out Sink? around)) _sinks[sink] = around = new Sink(sink, counts);
        return around;
    }

    private sealed class Sink(IStoreSink inner, SimulationCounts counts) : IStoreSink
    {
        public bool TryReport(StoreReport report)
        {
            bool isTaken = inner.TryReport(report);
            string? what = report switch
            {
                StoreReport.Refused => "conflicts",
                StoreReport.Failed { MayHaveHappened: true } => "unknown outcomes",
                StoreReport.Failed => "refused calls",
                StoreReport.Compacted => "watches compacted",
                _ => null,
            };
            if (isTaken && what is not null) counts.Add(what);
            return isTaken;
        }
    }
}
