namespace Polymasq.Actors.Kernel;

/// <summary>An actor's mailbox, object and counters: the typed half of the cell.</summary>
internal sealed class ActorCell<T> : ActorCell, IActorRef<T>
{
    private readonly Props<T> _props;
    private readonly Mailbox<T> _mailbox;
    private Actor<T>? _actor;
    private long _handled;
    private long _rejected;

    public ActorCell(ActorSystem system, ActorPath path, ActorCell? parent, Props<T> props, Dispatcher inherited)
        : base(system, path, parent, props.Dispatcher ?? inherited, props.Supervision)
    {
        _props = props;
        _mailbox = new Mailbox<T>(props.MailboxCapacity);
        Timers = new Timers<T>(this);
        Stash = new Stash<T>(props.StashCapacity);
    }

    public Timers<T> Timers { get; }

    public Stash<T> Stash { get; }

    private protected override bool HasMail => Stash.HasBack || !_mailbox.IsEmpty;

    public bool TryTell(in T message)
    {
        if (IsClosed) return false;
        if (!_mailbox.TryEnqueue(message))
        {
            Interlocked.Increment(ref _rejected);
            return false;
        }

        Schedule();
        return true;
    }

    public void Tell(in T message)
    {
        if (!TryTell(message)) System.DeadLetters.Add<T>(Path);
    }

    private protected override void Create()
    {
        _actor = _props.Create();
        _actor.Attach(this);
        _actor.RunStart();
    }

    private protected override bool HandleMail(int messagesMax)
    {
        int taken = 0;
        Actor<T> actor = _actor!;
        try
        {
            while (taken < messagesMax && (Stash.TryTakeBack(out T message) || _mailbox.TryDequeue(out message)))
            {
                taken++;
                actor.RunReceive(message);
            }
        }
        finally
        {
            if (taken > 0) Volatile.Write(ref _handled, _handled + taken);
        }

        return taken > 0;
    }

    private protected override bool HandleTimer(object timer)
    {
        ActorTimer<T> fired = (ActorTimer<T>)timer;
        if (!fired.TryTake()) return false;
        Volatile.Write(ref _handled, _handled + 1);
        _actor!.RunReceive(fired.Message);
        return true;
    }

    private protected override void EndBatch() => _actor!.RunBatchEnd();

    private protected override void HandleTerminated(IActorRef who) => _actor!.RunTerminated(who);

    private protected override void Discard()
    {
        Timers.CancelAll();
        Stash.Clear();
        Actor<T>? actor = _actor;
        _actor = null;
        actor?.RunStop();
    }

    private protected override void DropMail()
    {
        while (_mailbox.TryDequeue(out _)) System.DeadLetters.Add<T>(Path);
    }

    private protected override (int Depth, int Capacity, long Handled, long Rejected) MailCounters() =>
        (_mailbox.Count, _mailbox.Capacity, Volatile.Read(ref _handled), Volatile.Read(ref _rejected));
}
