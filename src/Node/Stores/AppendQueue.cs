namespace Polymasq.Node.Stores;

/// <summary>Appends on their way from an actor's thread to the one that writes them, which takes all that have gathered at once.</summary>
internal sealed class AppendQueue<T>(int capacity)
{
    private readonly object _gate = new();
    private List<T> _gathered = [];
    private bool _isWaiting;
    private bool _isWoken;
    private bool _isClosed;

    /// <summary>False when the queue is full or closed.</summary>
    public bool TryAdd(in T append)
    {
        lock (_gate)
        {
            if (_isClosed || _gathered.Count >= capacity) return false;
            _gathered.Add(append);
            return true;
        }
    }

    /// <summary>Ends the present <see cref="TakeAll"/> if appends have gathered. A busy writer looks by itself when it is done: no system call then.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isWaiting && _gathered.Count > 0) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the present <see cref="TakeAll"/>, or the next one.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes no more appends. Those inside can still be taken.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for appends, a wake-up or the end of the time, and exchanges what has gathered for an empty list.</summary>
    /// <param name="batch">Empty; the gathered appends afterwards.</param>
    /// <param name="timeout">How long to wait for the first one.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool TakeAll(ref List<T> batch, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_gathered.Count == 0 && !_isWoken && !_isClosed)
            {
                _isWaiting = true;
                Monitor.Wait(_gate, timeout);
                _isWaiting = false;
            }
            _isWoken = false;
            (batch, _gathered) = (_gathered, batch);
            return batch.Count > 0 || !_isClosed;
        }
    }
}
