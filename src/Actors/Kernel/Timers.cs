namespace Polymasq.Actors.Kernel;

/// <summary>A timer that was set; cancelling one that has fired does nothing.</summary>
public interface IActorTimer
{
    void Cancel();
}

/// <summary>
/// Messages of an actor to itself. They pass the mailbox's bound and order: a timer has at most one message on its way,
/// and a tick that comes while the one before it is not handled yet is left out.
/// </summary>
public interface ITimers<T>
{
    /// <summary>Tells <paramref name="message"/> once, after <paramref name="delay"/>.</summary>
    IActorTimer Once(TimeSpan delay, in T message);

    /// <summary>Tells <paramref name="message"/> again and again, first after one <paramref name="interval"/>.</summary>
    IActorTimer Every(TimeSpan interval, in T message);
}

internal sealed class Timers<T>(ActorCell<T> cell) : ITimers<T>
{
    private readonly HashSet<ActorTimer<T>> _set = [];

    public IActorTimer Once(TimeSpan delay, in T message) => Add(new ActorTimer<T>(cell, this, message, delay, Timeout.InfiniteTimeSpan));

    public IActorTimer Every(TimeSpan interval, in T message) => Add(new ActorTimer<T>(cell, this, message, interval, interval));

    private ActorTimer<T> Add(ActorTimer<T> timer)
    {
        _set.Add(timer);
        timer.Begin();
        return timer;
    }

    internal void Forget(ActorTimer<T> timer) => _set.Remove(timer);

    internal void CancelAll()
    {
        foreach (ActorTimer<T> timer in _set.ToArray()) timer.Cancel();
    }
}

internal sealed class ActorTimer<T>(ActorCell<T> cell, Timers<T> owner, T message, TimeSpan due, TimeSpan period) : IActorTimer
{
    private ITimer? _timer;
    private int _onItsWay;
    private bool _cancelled; // touched by the actor's own turns only

    public T Message { get; } = message;

    public void Begin() => _timer = cell.System.Time.CreateTimer(static state => ((ActorTimer<T>)state!).Fire(), this, due, period);

    public void Cancel()
    {
        _cancelled = true;
        _timer?.Dispose();
        owner.Forget(this);
    }

    /// <summary>Called in the actor's turn. False when it was cancelled on the way.</summary>
    public bool TryTake()
    {
        Volatile.Write(ref _onItsWay, 0);
        if (_cancelled) return false;
        if (period == Timeout.InfiniteTimeSpan) Cancel();
        return true;
    }

    private void Fire()
    {
        if (Interlocked.Exchange(ref _onItsWay, 1) == 0) cell.TellSystem(new SystemMessage(SystemMessage.Verb.TimerFired, this));
    }
}
