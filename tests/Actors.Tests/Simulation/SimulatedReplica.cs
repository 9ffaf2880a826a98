using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>A gateway's disk: outlives its crashes. What was given to it but not written yet is lost with them.</summary>
internal sealed class ReplicaDisk
{
    private readonly List<ReplicatedLeaseEvent> _events = [];
    private readonly List<(long After, long UpTo)> _gaps = [];

    public ReplicaPosition Position { get; private set; } = new("", 0);

    /// <summary>The audit, in order of revision.</summary>
    public IReadOnlyList<ReplicatedLeaseEvent> Events => _events;

    /// <summary>Revisions that the audit knows it does not have.</summary>
    public IReadOnlyList<(long After, long UpTo)> Gaps => _gaps;

    public void Write(LeaseReplicaBatch batch)
    {
        if (batch.IsState) _gaps.Add((Position.Revision, batch.Position.Revision));
        _events.AddRange(batch.Events);
        Position = batch.Position;
    }

    public ReplicatedLeaseEvent[] Newest()
    {
        Dictionary<Ipv4Address, ReplicatedLeaseEvent> newest = [];
        foreach (ReplicatedLeaseEvent e in _events)
            if (!newest.TryGetValue(e.Event.Address, out ReplicatedLeaseEvent known) || known.Revision < e.Revision) newest[e.Event.Address] = e;
        return [.. newest.Values.OrderBy(e => e.Revision)];
    }
}

/// <summary>The replica of one life of a gateway.</summary>
internal sealed class SimulatedReplica(ReplicaDisk disk, TimeProvider clock) : ILeaseReplica
{
    private const int BatchMax = 5; // so that a start has several
    private const int QueueMax = 64;
    private static readonly TimeSpan WriteTime = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly Queue<LeaseReplicaBatch> _queue = new();
    private bool _isWriting;
    private bool _isDisposed;

    public void Load(ILeaseReplicaSink sink)
    {
        LeaseReplicaBatch[] batches = [.. disk.Newest().Chunk(BatchMax).Select(events => new LeaseReplicaBatch(disk.Position, events, IsState: true))];
        if (batches.Length == 0) batches = [new LeaseReplicaBatch(disk.Position, [], IsState: true)];
        After(Moment, () => Offer(sink, batches, 0));
    }

    public bool TryAppend(LeaseReplicaBatch batch)
    {
        if (_queue.Count >= QueueMax) return false;
        _queue.Enqueue(batch);
        if (!_isWriting) BeginWrite();
        return true;
    }

    public void Dispose() => _isDisposed = true;

    private void Offer(ILeaseReplicaSink sink, LeaseReplicaBatch[] batches, int next)
    {
        for (; next < batches.Length; next++)
        {
            if (sink.TryLoaded(batches[next], isLast: next == batches.Length - 1)) continue;
            int same = next;
            After(Moment, () => Offer(sink, batches, same));
            return;
        }
    }

    private void BeginWrite()
    {
        _isWriting = true;
        After(WriteTime, () =>
        {
            while (_queue.TryDequeue(out LeaseReplicaBatch? batch)) disk.Write(batch);
            _isWriting = false;
        });
    }

    private void After(TimeSpan time, Action action) => clock.CreateTimer(
        _ =>
        {
            if (!_isDisposed) action();
        },
        null, time, Timeout.InfiniteTimeSpan);
}
