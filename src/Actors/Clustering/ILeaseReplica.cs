using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// This gateway's own copy of the committed stream: the state it starts from, and the audit. Never the truth: that is the
/// store. It may lag, and a disk that fails stops nothing but the audit.
/// </summary>
public interface ILeaseReplica : IDisposable
{
    /// <summary>
    /// Reports the newest event of every address, oldest revision first, in batches, then where the copy stands. Again at each call,
    /// to the new sink alone. Called back on the replica's thread.
    /// </summary>
    void Load(ILeaseReplicaSink sink);

    /// <summary>Queues what was committed; false when there is no room, and then nothing was taken. Never blocks. Batches come in order of revision.</summary>
    bool TryAppend(LeaseReplicaBatch batch);
}

/// <summary>Takes what a replica has.</summary>
public interface ILeaseReplicaSink
{
    /// <summary>False when there is no room: the replica offers the batch again a moment later.</summary>
    bool TryLoaded(LeaseReplicaBatch batch, bool isLast);
}

/// <summary>A piece of the committed stream, or of the state at a revision.</summary>
/// <param name="Position">The copy is complete up to here when it has the batch.</param>
/// <param name="Events">In order of revision.</param>
/// <param name="IsState">
/// The newest events at a revision instead of all events up to it: those between, which the store has forgotten, are
/// to be had from another gateway's audit.
/// </param>
public sealed record LeaseReplicaBatch(ReplicaPosition Position, IReadOnlyList<ReplicatedLeaseEvent> Events, bool IsState);

/// <summary>Where in which stream.</summary>
/// <param name="ClusterId">The identity the cluster was given when its first gateway joined; empty for a copy that has followed none.</param>
/// <param name="Revision">0 for the beginning.</param>
public readonly record struct ReplicaPosition(string ClusterId, long Revision);

/// <summary>A committed event and the revision that it was committed at: the key's mod_revision in etcd.</summary>
public readonly record struct ReplicatedLeaseEvent(LeaseEvent Event, long Revision);
