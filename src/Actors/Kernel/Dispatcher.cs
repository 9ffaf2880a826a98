namespace Polymasq.Actors.Kernel;

/// <summary>Where actors run. A cell is handed over when it has something to do, and not again before it has run.</summary>
public abstract class Dispatcher
{
    /// <summary>Messages an actor may handle before others get their turn.</summary>
    public int Throughput { get; init; } = 64;

    /// <summary>Has the cell run soon. Called from any thread.</summary>
    internal abstract void Execute(ActorCell cell);
}

/// <summary>Runs actors on the process's thread pool: for all that is not on a packet's way.</summary>
public sealed class ThreadPoolDispatcher : Dispatcher
{
    internal override void Execute(ActorCell cell) => ThreadPool.UnsafeQueueUserWorkItem(cell, preferLocal: false);
}
