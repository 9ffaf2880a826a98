using System.Collections.Immutable;

namespace Polymasq.Node.Logging;

/// <summary>The newest entries, kept for <c>polymasq log tail</c>, and those who follow the log. Usable from any thread.</summary>
internal sealed class LogRing(int entriesMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _newest = new();
    private ImmutableArray<LogSubscription> _subscriptions = [];

    /// <summary>Those who follow now.</summary>
    public int Followers => _subscriptions.Length;

    public void Add(LogEntry entry)
    {
        lock (_lock)
        {
            if (_newest.Count == entriesMax) _newest.Dequeue();
            _newest.Enqueue(entry);
            foreach (LogSubscription subscription in _subscriptions) subscription.Offer(entry);
        }
    }

    /// <summary>The last entries that were kept, then each new one, without a gap between.</summary>
    /// <param name="last">How many of the past.</param>
    /// <param name="room">Entries that may wait for a slow reader; more are lost to it, and counted.</param>
    public LogSubscription Follow(int last, int room)
    {
        lock (_lock)
        {
            LogSubscription subscription = new(this, Math.Max(room, Math.Min(last, entriesMax)));
            foreach (LogEntry entry in _newest.Skip(_newest.Count - Math.Min(last, _newest.Count))) subscription.Offer(entry);
            _subscriptions = _subscriptions.Add(subscription);
            return subscription;
        }
    }

    /// <summary>The last entries that were kept, oldest first.</summary>
    public IReadOnlyList<LogEntry> Last(int count)
    {
        lock (_lock)
        {
            return [.. _newest.Skip(_newest.Count - Math.Min(count, _newest.Count))];
        }
    }

    internal void Remove(LogSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }
}
