using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;

namespace Polymasq.Actors.Kernel;

/// <summary>What stands behind an address: the life of an actor, whatever it understands. See the README's picture.</summary>
internal abstract class ActorCell(ActorSystem system, ActorPath path, ActorCell? parent, Dispatcher dispatcher, SupervisionPolicy policy)
    : IActorRef, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<SystemMessage> _systemMessages = new();
    private readonly RestartWindow _window = new(policy);
    private ImmutableArray<ActorCell> _children = [];
    private ImmutableHashSet<ActorCell>? _watchers = []; // null once the actor has ended
    private volatile Life _life = Life.Starting;
    private ITimer? _backoff;
    private Random? _random;
    private int _scheduled;
    private volatile bool _closed;
    private long _restarts;
    private long _slowestTurn; // in the clock's ticks

    private protected enum Life : byte { Starting, Running, Restarting, Draining, Stopping, Ended }

    public ActorPath Path { get; } = path;

    public bool IsTerminated => _life == Life.Ended;

    internal ActorSystem System { get; } = system;

    /// <summary>True when nothing may be put into the mailbox any more.</summary>
    private protected bool IsClosed => _closed;

    private protected abstract bool HasMail { get; }

    public void Stop() => TellSystem(new SystemMessage(SystemMessage.Verb.Stop));

    public override string ToString() => Path.Text;

    internal void TellSystem(in SystemMessage message)
    {
        _systemMessages.Enqueue(message);
        Schedule();
    }

    internal void AddWatcher(ActorCell watcher)
    {
        if (!ImmutableInterlocked.Update(ref _watchers, static (set, who) => set?.Add(who), watcher) && Volatile.Read(ref _watchers) is null)
            watcher.TellSystem(new SystemMessage(SystemMessage.Verb.Terminated, this));
    }

    internal void RemoveWatcher(ActorCell watcher) =>
        ImmutableInterlocked.Update(ref _watchers, static (set, who) => set?.Remove(who), watcher);

    internal IActorRef<T> SpawnChild<T>(Props<T> props, string name)
    {
        ActorCell<T> child = new(System, Path.Child(name), this, props, dispatcher);
        ImmutableInterlocked.Update(ref _children, static (all, one) => all.Any(c => c.Path == one.Path)
            ? throw new InvalidOperationException($"{one.Path} is running already")
            : all.Add(one), child);
        child.TellSystem(new SystemMessage(SystemMessage.Verb.Start));
        if (_closed) child.Stop();
        return child;
    }

    internal ActorInfo Describe()
    {
        ImmutableArray<ActorCell> children = _children;
        (int depth, int capacity, long handled, long rejected) = MailCounters();
        string state = _life switch
        {
            Life.Starting or Life.Running => "running",
            Life.Restarting => "restarting",
            Life.Ended => "stopped",
            _ => "stopping",
        };
        return new ActorInfo(Path, state, depth, capacity, handled, rejected, Volatile.Read(ref _restarts),
            System.Time.GetElapsedTime(0, Volatile.Read(ref _slowestTurn)), [.. children.Select(static child => child.Describe())]);
    }

    void IThreadPoolWorkItem.Execute() => Execute();

    /// <summary>One turn: what the kernel has to say, then some of the mail. Never by two threads at once.</summary>
    internal void Execute()
    {
        long begin = System.Time.GetTimestamp();
        bool handled = false;
        while (_systemMessages.TryDequeue(out SystemMessage message)) handled |= Handle(message);
        if (_life is Life.Running or Life.Draining) handled |= TryHandleMail();
        if (handled && _life is Life.Running or Life.Draining) TryEndBatch();
        if (_life == Life.Draining && !HasMail) StopChildren(drain: true);
        if (_life == Life.Ended) DropMail();
        long turn = System.Time.GetTimestamp() - begin;
        if (turn > _slowestTurn) Volatile.Write(ref _slowestTurn, turn);

        Interlocked.Exchange(ref _scheduled, 0); // a full fence: a sender sees 0, or its message is seen here
        if (!_systemMessages.IsEmpty || (_life is Life.Running or Life.Draining or Life.Ended && HasMail)) Schedule();
    }

    private protected void Schedule()
    {
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0) dispatcher.Execute(this);
    }

    private protected abstract void Create();

    private protected abstract bool HandleMail(int messagesMax);

    private protected abstract bool HandleTimer(object timer);

    private protected abstract void EndBatch();

    private protected abstract void HandleTerminated(IActorRef who);

    /// <summary>Gives the object up: its timers and stash go, then it is told.</summary>
    private protected abstract void Discard();

    private protected abstract void DropMail();

    private protected abstract (int Depth, int Capacity, long Handled, long Rejected) MailCounters();

    private bool Handle(in SystemMessage message)
    {
        object? subject = message.Subject;
        switch (message.What)
        {
            case SystemMessage.Verb.Start when _life == Life.Starting:
            case SystemMessage.Verb.Restart when _life == Life.Restarting:
                Begin();
                return false;
            case SystemMessage.Verb.TimerFired when _life is Life.Running or Life.Draining:
                return TryHandleTimer(subject!);
            case SystemMessage.Verb.Stop:
                BeginStop();
                return false;
            case SystemMessage.Verb.StopNow:
                if (_life != Life.Ended) StopChildren(drain: false);
                return false;
            case SystemMessage.Verb.ChildEnded:
                ImmutableInterlocked.Update(ref _children, static (all, one) => all.Remove(one), (ActorCell)subject!);
                ChildrenChanged();
                return false;
            case SystemMessage.Verb.Terminated when _life is Life.Running or Life.Draining:
                return TryHandleTerminated((IActorRef)subject!);
            case SystemMessage.Verb.ChildEscalated when _life is Life.Running or Life.Draining or Life.Starting:
                Fail((Exception)subject!);
                return false;
            default:
                return false; // came too late for this life
        }
    }

    private void Begin()
    {
        _backoff?.Dispose();
        try
        {
            Create();
            _life = Life.Running;
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void BeginStop()
    {
        _closed = true;
        if (_life is Life.Running) _life = Life.Draining; // the turn's end goes on from here
        else if (_life is Life.Starting or Life.Restarting) StopChildren(drain: false);
    }

    private void StopChildren(bool drain)
    {
        _closed = true;
        _backoff?.Dispose();
        if (_life != Life.Stopping)
        {
            _life = Life.Stopping;
            foreach (ActorCell child in _children) child.TellSystem(new SystemMessage(drain ? SystemMessage.Verb.Stop : SystemMessage.Verb.StopNow));
        }

        ChildrenChanged();
    }

    private void ChildrenChanged()
    {
        if (!_children.IsEmpty) return;
        if (_life == Life.Stopping) End();
        else if (_life == Life.Restarting && _backoff is null) BackOff();
    }

    private void End()
    {
        try
        {
            Discard();
        }
        catch (Exception failure)
        {
            KernelLog.Failed(System.Log, Path.Text, failure);
        }

        _life = Life.Ended;
        foreach (ActorCell watcher in Interlocked.Exchange(ref _watchers, null) ?? [])
            watcher.TellSystem(new SystemMessage(SystemMessage.Verb.Terminated, this));
        if (parent is null) System.RootEnded();
        else parent.TellSystem(new SystemMessage(SystemMessage.Verb.ChildEnded, this));
    }

    // Four times the same guard, not one with a delegate: a delegate would be allocated for each turn.
    private bool TryHandleMail()
    {
        try
        {
            return HandleMail(dispatcher.Throughput);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    private bool TryHandleTimer(object timer)
    {
        try
        {
            return HandleTimer(timer);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    private bool TryHandleTerminated(IActorRef who)
    {
        try
        {
            HandleTerminated(who);
            return true;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    private void TryEndBatch()
    {
        try
        {
            EndBatch();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void Fail(Exception failure)
    {
        Directive directive = policy.Decide?.Invoke(failure) ?? Directive.Restart;
        if (directive == Directive.Restart && !_window.TryCount(System.Time.GetUtcNow())) directive = policy.WhenExhausted;
        KernelLog.Failed(System.Log, Path.Text, failure);
        switch (directive)
        {
            case Directive.Resume:
                if (_life == Life.Starting) _life = Life.Running;
                break;
            case Directive.Restart:
                Restart();
                break;
            case Directive.Escalate:
                KernelLog.Escalated(System.Log, Path.Text);
                if (parent is null) System.RootFailed(failure);
                else parent.TellSystem(new SystemMessage(SystemMessage.Verb.ChildEscalated, failure));
                StopChildren(drain: false);
                break;
            case Directive.Stop:
                StopChildren(drain: false);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Restart()
    {
        if (_closed)
        {
            StopChildren(drain: false); // it failed while it drained: no second try for a life that ends anyway
            return;
        }

        _life = Life.Restarting;
        _backoff = null;
        Volatile.Write(ref _restarts, _restarts + 1);
        try
        {
            Discard();
        }
        catch (Exception second)
        {
            KernelLog.Failed(System.Log, Path.Text, second);
        }

        foreach (ActorCell child in _children) child.TellSystem(new SystemMessage(SystemMessage.Verb.StopNow));
        ChildrenChanged();
    }

    private void BackOff()
    {
        _random ??= new Random(System.SeedFor(Path));
        TimeSpan pause = policy.Backoff(_window.Count, _random);
        KernelLog.Restarting(System.Log, Path.Text, (long)pause.TotalMilliseconds);
        _backoff = System.Time.CreateTimer(
            static state => ((ActorCell)state!).TellSystem(new SystemMessage(SystemMessage.Verb.Restart)), this, pause, Timeout.InfiniteTimeSpan);
    }
}
