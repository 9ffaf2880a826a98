namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// The stream on its way to the replica. One that takes nothing for too long loses a part of it and is given the whole state
/// afterwards: its disk must not hold up the leases.
/// </summary>
internal sealed class ReplicaFeed(ILeaseReplica replica, int eventsMax)
{
    private readonly Queue<LeaseReplicaBatch> _waiting = new();
    private int _events;

    /// <summary>Something was left out, and what came before it has been taken: the state is wanted.</summary>
    public bool WantsState => HasGap && _waiting.Count == 0;

    public bool HasGap { get; private set; }

    public bool IsWaiting => _waiting.Count > 0;

    public void Add(LeaseReplicaBatch batch)
    {
        if (batch.IsState)
        {
            _waiting.Clear();
            _events = 0;
            HasGap = false;
        }
        else if (HasGap || _events + batch.Events.Count > eventsMax)
        {
            HasGap = true;
            return;
        }
        _waiting.Enqueue(batch);
        _events += batch.Events.Count;
        Offer();
    }

    /// <summary>Hands over what the replica takes.</summary>
    public void Offer()
    {
        while (_waiting.TryPeek(out LeaseReplicaBatch? batch) && replica.TryAppend(batch))
            _events -= _waiting.Dequeue().Events.Count;
    }
}
