using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// What lies between the ledger's thread and the journal's actor, and outlives the actor's object when that fails: the queue of
/// appends, the sink in force, and the tickets whose fate is not told yet.
/// </summary>
internal sealed class JournalInlet(int queueMax)
{
    private readonly Mailbox<QueuedAppend> _queue = new(queueMax);
    private volatile IActorRef<LeaseJournalMessage>? _actor;
    private volatile ILeaseJournalSink? _sink;
    private volatile LeaseJournalStatus _status = LeaseJournalStatus.None;
    private volatile bool _isClosed;
    private volatile bool _isCongested;
    private int _isFlushing;
    private long _tickets;

    public ILeaseJournalSink? Sink => _sink;

    /// <summary>Tickets taken from the queue and not reported yet. Touched by the actor alone.</summary>
    public HashSet<long> Outstanding { get; } = [];

    /// <summary>An object of the actor has lived before. Touched by the actor alone.</summary>
    public bool HasLived { get; set; }

    /// <summary>The ledger takes nothing at present: the stream waits at its source.</summary>
    public bool IsCongested
    {
        get => _isCongested;
        set => _isCongested = value;
    }

    public LeaseJournalStatus Status
    {
        get => _status;
        set => _status = value;
    }

    public bool IsClosed => _isClosed;

    /// <summary>A number for a call of the store; never used twice, not even by the object after a failure.</summary>
    public long NextTicket() => ++_tickets;

    public void Connect(IActorRef<LeaseJournalMessage> actor) => _actor = actor;

    public void Begin(ILeaseJournalSink sink)
    {
        _sink = sink;
        _actor!.Tell(LeaseJournalMessage.Begin());
    }

    public bool TryAppend(in LeaseAppend append) =>
        !_isClosed && _sink is { } sink && _queue.TryEnqueue(new QueuedAppend(append, sink));

    public bool TryTake(out QueuedAppend append) => _queue.TryDequeue(out append);

    /// <summary>Wakes the actor, once however often it is called. An actor whose mailbox is full looks by itself.</summary>
    public void Flush()
    {
        if (_queue.Count == 0 || Interlocked.Exchange(ref _isFlushing, 1) != 0) return;
        if (!TryTell(LeaseJournalMessage.Flush())) Volatile.Write(ref _isFlushing, 0);
    }

    /// <summary>Called by the actor before it takes what has gathered.</summary>
    public void Flushed() => Volatile.Write(ref _isFlushing, 0);

    public bool TryTell(in LeaseJournalMessage message) => _actor!.TryTell(message);

    public void Close()
    {
        _isClosed = true;
        _actor!.Stop();
    }
}

/// <summary>An append and whom its fate is told.</summary>
internal readonly record struct QueuedAppend(LeaseAppend Append, ILeaseJournalSink Sink);
