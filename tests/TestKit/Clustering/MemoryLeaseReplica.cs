using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.TestKit.Clustering;

/// <summary>A replica that is not on disk, but outlives the journals on it; runs on the test's thread and the manual clock.</summary>
public sealed class MemoryLeaseReplica(TimeProvider clock) : ILeaseReplica
{
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(1);
    private readonly Dictionary<Ipv4Address, ReplicatedLeaseEvent> _newest = [];
    private readonly List<LeaseReplicaBatch> _batches = [];

    /// <summary>Events in a batch of a load.</summary>
    public int LoadBatch { get; set; } = 100;

    /// <summary>While true, nothing is taken.</summary>
    public bool IsFull { get; set; }

    public ReplicaPosition Position { get; private set; }

    /// <summary>What was taken, in order.</summary>
    public IReadOnlyList<LeaseReplicaBatch> Batches => _batches;

    /// <summary>The newest event of each address, oldest revision first.</summary>
    public IReadOnlyList<ReplicatedLeaseEvent> Newest => [.. _newest.Values.OrderBy(e => e.Revision).ThenBy(e => e.Event.Address)];

    public void Load(ILeaseReplicaSink sink)
    {
        Queue<LeaseReplicaBatch> batches = new(Newest.Chunk(LoadBatch).Select(events => new LeaseReplicaBatch(Position, events, IsState: true)));
        if (batches.Count == 0) batches.Enqueue(new LeaseReplicaBatch(Position, [], IsState: true));
        Offer(batches, sink);
    }

    public bool TryAppend(LeaseReplicaBatch batch)
    {
        if (IsFull) return false;
        if (!batch.IsState && batch.Position.Revision < Position.Revision) throw new InvalidOperationException("the stream has gone back");
        if (batch.IsState) _newest.Clear();
        _batches.Add(batch);
        foreach (ReplicatedLeaseEvent e in batch.Events)
        {
            if (!_newest.TryGetValue(e.Event.Address, out ReplicatedLeaseEvent old) || e.Revision >= old.Revision) _newest[e.Event.Address] = e;
        }
        Position = batch.Position;
        return true;
    }

    public void Dispose()
    {
    }

    private void Offer(Queue<LeaseReplicaBatch> batches, ILeaseReplicaSink sink)
    {
        while (batches.TryPeek(out LeaseReplicaBatch? batch) && sink.TryLoaded(batch, isLast: batches.Count == 1)) batches.Dequeue();
        if (batches.Count > 0) clock.CreateTimer(_ => Offer(batches, sink), null, RetryTime, Timeout.InfiniteTimeSpan);
    }
}
