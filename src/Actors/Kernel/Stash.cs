namespace Polymasq.Actors.Kernel;

/// <summary>Messages an actor has put aside, in order. Bounded; lost with a restart, as the state they waited for is.</summary>
public sealed class Stash<T>
{
    private readonly int _capacity;
    private readonly Queue<T> _aside = new();
    private int _back; // how many of the oldest are to be handled again

    internal Stash(int capacity) => _capacity = capacity;

    /// <summary>Messages put aside now.</summary>
    public int Count => _aside.Count;

    /// <summary>Puts the message aside. False when the stash is full: the actor decides what that means.</summary>
    public bool TryAdd(in T message)
    {
        if (_aside.Count >= _capacity) return false;
        _aside.Enqueue(message);
        return true;
    }

    /// <summary>Has all that is aside now handled again, in order, before the mailbox.</summary>
    public void UnstashAll() => _back = _aside.Count;

    internal bool HasBack => _back > 0;

    internal bool TryTakeBack(out T message)
    {
        message = default!;
        if (_back == 0) return false;
        _back--;
        message = _aside.Dequeue();
        return true;
    }

    internal void Clear()
    {
        _aside.Clear();
        _back = 0;
    }
}
