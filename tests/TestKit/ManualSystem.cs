using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;

namespace Polymasq.TestKit;

/// <summary>A whole actor system on one thread and a clock that tests move: deterministic for a seed.</summary>
public sealed class ManualSystem
{
    public ManualSystem(int seed = 1, ILoggerFactory? logs = null)
    {
        Dispatcher = new ManualDispatcher(seed);
        System = new ActorSystem(Clock, Dispatcher, logs ?? NullLoggerFactory.Instance, seed);
    }

    public ManualClock Clock { get; } = new();

    public ManualDispatcher Dispatcher { get; }

    public ActorSystem System { get; }

    public IActorRef<T> Spawn<T>(Func<Actor<T>> create, string name, int mailbox = 1024, SupervisionPolicy? supervision = null)
    {
        IActorRef<T> spawned = System.Spawn(new Props<T>(create, mailbox) { Supervision = supervision ?? SupervisionPolicy.Default }, name);
        Run();
        return spawned;
    }

    public (IActorRef<T> Ref, ActorProbe<T> Probe) SpawnProbe<T>(string name, int mailbox = 1024)
    {
        ActorProbe<T> probe = new();
        return (Spawn(() => probe, name, mailbox), probe);
    }

    /// <summary>Runs what is to be done now; time stands still.</summary>
    public void Run() => Dispatcher.RunUntilIdle();

    /// <summary>Lets time pass, from timer to timer, and runs what follows at each.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan end = Clock.Elapsed + by;
        Run();
        while (Clock.NextDue is { } due && due <= end)
        {
            Clock.MoveTo(due > Clock.Elapsed ? due : Clock.Elapsed);
            Run();
        }

        Clock.MoveTo(end);
        Run();
    }

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Asks and runs until the answer is there.</summary>
    public TReply Ask<T, TReply>(IActorRef<T> actor, Func<ReplyTo<TReply>, T> message)
    {
        Task<TReply> answer = actor.Ask(message, TimeSpan.FromSeconds(1), Clock);
        Run();
        // The answer comes by way of the thread pool, which a test beside this one may keep busy.
        if (!answer.Wait(TimeSpan.FromMinutes(1))) throw new InvalidOperationException($"{actor.Path} did not answer");
        return answer.Result;
    }
}
