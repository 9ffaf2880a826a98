using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>What the replica's thread has to write: one of the two.</summary>
internal readonly record struct ReplicaWork(LeaseReplicaBatch? Batch, LeaseGapPiece? Piece)
{
    /// <summary>It changes what is on disk.</summary>
    public bool HasNews => Batch is not null || Piece is { Events.Count: > 0 } or { Filled.Count: > 0 };
}

/// <summary>Events of a gap from a peer's audit.</summary>
/// <param name="Events">In order of revision.</param>
/// <param name="Filled">Revisions that are complete with it.</param>
internal sealed record LeaseGapPiece(IReadOnlyList<ReplicatedLeaseEvent> Events, IReadOnlyList<LeaseGap> Filled)
{
    private readonly TaskCompletionSource<bool> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether it was written, once that is tried.</summary>
    public Task<bool> Written => _written.Task;

    public void Tell(bool isWritten) => _written.TrySetResult(isWritten);
}
