using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Kernel;

/// <summary>A tree of actors with one clock, one place for dead letters and one end.</summary>
public sealed class ActorSystem
{
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorCell<NoMessage> _root;
    private readonly int _seed;
    private Exception? _failure;

    /// <param name="time">The clock of timers and latencies.</param>
    /// <param name="dispatcher">Where actors run whose props name no other place.</param>
    /// <param name="logs">Where failures of actors are told.</param>
    /// <param name="seed">Seed of the backoff's jitter: the same seed, the same run on a deterministic dispatcher.</param>
    public ActorSystem(TimeProvider time, Dispatcher dispatcher, ILoggerFactory logs, int seed)
    {
        Time = time;
        Log = logs.CreateLogger("Polymasq.Kernel");
        _seed = seed;
        Props<NoMessage> root = new(static () => new RootActor(), 2)
        {
            Supervision = new SupervisionPolicy { Decide = static _ => Directive.Escalate },
        };
        _root = new ActorCell<NoMessage>(this, ActorPath.Root, null, root, dispatcher);
        _root.TellSystem(new SystemMessage(SystemMessage.Verb.Start));
    }

    /// <summary>The clock of timers and latencies.</summary>
    public TimeProvider Time { get; }

    public DeadLetters DeadLetters { get; } = new();

    /// <summary>Completes when every actor has ended: with null after a stop, with the failure that reached the root otherwise.</summary>
    public Task<Exception?> Ended => _ended.Task;

    internal ILogger Log { get; }

    /// <summary>Starts an actor below the root. Throws when a living one has that name.</summary>
    public IActorRef<T> Spawn<T>(Props<T> props, string name) => _root.SpawnChild(props, name);

    /// <summary>The tree as it stands, with counters.</summary>
    public ActorInfo Describe() => _root.Describe();

    /// <summary>Stops all actors, each after it has handled what it has. Wait for <see cref="Ended"/>.</summary>
    public void Stop() => _root.Stop();

    internal int SeedFor(ActorPath path)
    {
        uint hash = 2166136261; // FNV-1a: string.GetHashCode differs from run to run
        foreach (char c in path.Text) hash = (hash ^ c) * 16777619;
        return _seed ^ (int)hash;
    }

    internal void RootFailed(Exception failure) => _failure = failure;

    internal void RootEnded() => _ended.TrySetResult(_failure);

    private readonly record struct NoMessage;

    private sealed class RootActor : Actor<NoMessage>
    {
        protected override void Receive(in NoMessage message)
        {
        }
    }
}
