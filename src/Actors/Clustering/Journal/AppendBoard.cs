using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Appends that wait, and which address is being written: never two at a time of one address, and those in order.</summary>
internal sealed class AppendBoard
{
    private readonly Queue<PendingAppend> _again = new();
    private readonly Queue<PendingAppend> _ready = new();
    private readonly Dictionary<Ipv4Address, PendingAppend> _first = []; // ready or sent
    private readonly Dictionary<Ipv4Address, Queue<PendingAppend>> _behind = [];
    private int _behindCount;

    /// <summary>Could be sent now.</summary>
    public int Ready => _again.Count + _ready.Count;

    /// <summary>Everything that was not sent.</summary>
    public int Waiting => Ready + _behindCount;

    public void Add(PendingAppend append)
    {
        if (_first.TryAdd(append.Event.Address, append))
        {
            _ready.Enqueue(append);
            return;
        }
        if (!_behind.TryGetValue(append.Event.Address, out Queue<PendingAppend>? queue)) _behind.Add(append.Event.Address, queue = new());
        queue.Enqueue(append);
        _behindCount++;
    }

    /// <summary>Takes the next one to send; it is the first of its address until <see cref="End"/> or <see cref="Again"/>.</summary>
    public bool TryTake(out PendingAppend append) => _again.TryDequeue(out append!) || _ready.TryDequeue(out append!);

    /// <summary>The append that is sent or next for an address.</summary>
    public PendingAppend? FirstOf(Ipv4Address address) => _first.GetValueOrDefault(address);

    /// <summary>Is to be sent once more, before those that were never sent.</summary>
    public void Again(PendingAppend append) => _again.Enqueue(append);

    /// <summary>The fate of an append is known: the next of its address can be sent.</summary>
    public void End(PendingAppend append)
    {
        Ipv4Address address = append.Event.Address;
        _first.Remove(address);
        if (!_behind.TryGetValue(address, out Queue<PendingAppend>? queue)) return;
        PendingAppend next = queue.Dequeue();
        _behindCount--;
        if (queue.Count == 0) _behind.Remove(address);
        _first.Add(address, next);
        _ready.Enqueue(next);
    }
}
