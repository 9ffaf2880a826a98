namespace Polymasq.Actors.Kernel;

/// <summary>
/// Behaviour with one owner: its methods are called one after the other, never by two threads at once, and never
/// await. A failure throws the object away; the supervisor's policy makes a new one on the same mailbox.
/// </summary>
/// <typeparam name="T">What it can be told. A struct on hot ways: the mailbox copies it and nothing is allocated.</typeparam>
public abstract class Actor<T>
{
    private ActorCell<T>? _cell;

    /// <summary>This actor's own address.</summary>
    protected IActorRef<T> Self => Cell;

    /// <summary>Messages to itself after a time. Cancelled by a restart and by the end of the actor.</summary>
    protected ITimers<T> Timers => Cell.Timers;

    /// <summary>Messages put aside until the actor is ready for them.</summary>
    protected Stash<T> Stash => Cell.Stash;

    /// <summary>The system's clock, for latencies and for the timers.</summary>
    protected TimeProvider Time => Cell.System.Time;

    private ActorCell<T> Cell => _cell ?? throw new InvalidOperationException("An actor has no address before it is started: use OnStart, not the constructor.");

    internal void Attach(ActorCell<T> cell) => _cell = cell;

    internal void RunStart() => OnStart();

    internal void RunReceive(in T message) => Receive(message);

    internal void RunBatchEnd() => OnBatchEnd();

    internal void RunStop() => OnStop();

    internal void RunTerminated(IActorRef who) => OnTerminated(who);

    /// <summary>Called before the first message, and again on each new object after a restart.</summary>
    protected virtual void OnStart()
    {
    }

    /// <summary>Handles one message. Throwing means that the state can no longer be trusted.</summary>
    protected abstract void Receive(in T message);

    /// <summary>Called once after each run of messages, before the thread turns elsewhere: the place to flush batches.</summary>
    protected virtual void OnBatchEnd()
    {
    }

    /// <summary>Called when the actor has ended, or is given up for a new object. Children have ended already.</summary>
    protected virtual void OnStop()
    {
    }

    /// <summary>Called when an actor that was watched has ended for good.</summary>
    protected virtual void OnTerminated(IActorRef who)
    {
    }

    /// <summary>Starts a child, which ends with this actor. Throws when a living child has that name.</summary>
    protected IActorRef<TChild> Spawn<TChild>(Props<TChild> props, string name) => Cell.SpawnChild(props, name);

    /// <summary>From now on <see cref="OnTerminated"/> tells of that actor's end, at once if it has ended already.</summary>
    protected void Watch(IActorRef who) => ((ActorCell)who).AddWatcher(Cell);

    /// <summary>Takes back <see cref="Watch"/>.</summary>
    protected void Unwatch(IActorRef who) => ((ActorCell)who).RemoveWatcher(Cell);
}
