using System.Collections.Concurrent;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Stores.Replica;

namespace Polymasq.Node.Tests.Stores.Replica;

/// <summary>Takes what a copy loads.</summary>
internal sealed class CopySink : ILeaseReplicaSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<LeaseReplicaBatch> _batches = new();
    private readonly TaskCompletionSource _loaded = new();

    /// <summary>Times that there is no room.</summary>
    public int Refusals { get; set; }

    public bool TryLoaded(LeaseReplicaBatch batch, bool isLast)
    {
        if (Refusals-- > 0) return false;
        _batches.Enqueue(batch);
        if (isLast) _loaded.SetResult();
        return true;
    }

    /// <summary>Loads and waits: where the copy stands, and the newest event of each address in the order they came.</summary>
    public static (ReplicaPosition Position, ReplicatedLeaseEvent[] Events) Load(SqliteLeaseReplica replica, int refusals = 0)
    {
        CopySink sink = new() { Refusals = refusals };
        replica.Load(sink);
        if (!sink._loaded.Task.Wait(Patience)) throw new TimeoutException("nothing was loaded");
        return (sink._batches.Last().Position, [.. sink._batches.SelectMany(batch => batch.Events)]);
    }
}
