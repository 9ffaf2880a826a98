using Polymasq.Actors.Clustering;

namespace Polymasq.TestKit.Clustering;

/// <summary>
/// A linearizable store in memory, as etcd is one: the state that all <see cref="ModelStoreClient"/>s share. What is called here
/// happens at once; delay, loss and doubt lie between it and the clients.
/// </summary>
public sealed class ModelStoreServer
{
    private readonly SortedDictionary<string, StoreEntry> _keys = new(StringComparer.Ordinal);
    private readonly List<StoreRevision> _history = [];
    private readonly List<Action> _stalled = [];
    private readonly ModelStoreLeases _leases;
    private readonly TimeProvider _clock;

    /// <param name="clock">Of leases and of the history.</param>
    public ModelStoreServer(TimeProvider clock)
    {
        _clock = clock;
        _leases = new ModelStoreLeases(clock, keys => Apply([.. keys.Select(key => new StoreWrite(key, null))]));
    }

    /// <summary>Of the newest write; an empty store is at 1.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>The oldest revision whose changes can still be told to a watch.</summary>
    public long CompactedTo { get; private set; }

    /// <summary>Whether anything can be committed or read.</summary>
    public bool HasQuorum { get; private set; } = true;

    /// <summary>All that was ever written, compacted or not, for a test to judge by.</summary>
    public IReadOnlyList<StoreRevision> History => _history;

    internal event Action? Written;

    internal event Action? QuorumChanged;

    /// <summary>What a key holds now.</summary>
    public StoreEntry this[string key] => _keys.GetValueOrDefault(key) ?? new StoreEntry(key, null, 0, 0);

    /// <summary>All keys that begin with the prefix, in order.</summary>
    public IReadOnlyList<StoreEntry> Read(string prefix) => [.. _keys.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Writes without compares, as somebody with the store's own tool would.</summary>
    public long Put(string key, byte[]? value, long lease = 0) => Apply([new StoreWrite(key, value, lease)]);

    /// <summary>Forgets the changes before a revision. What keys hold stays.</summary>
    public void Compact(long revision)
    {
        CompactedTo = Math.Clamp(revision, CompactedTo, Revision);
        Written?.Invoke(); // a watch that is behind learns of it
    }

    /// <summary>While there is none, what comes waits; when there is one again, it happens. No lease ends meanwhile, as in etcd.</summary>
    public void SetQuorum(bool value)
    {
        if (HasQuorum == value) return;
        HasQuorum = value;
        _leases.Hold(!value);
        Action[] stalled = [.. _stalled];
        _stalled.Clear();
        if (value)
            foreach (Action action in stalled) action();
        QuorumChanged?.Invoke();
    }

    internal void WhenQuorum(Action action)
    {
        if (HasQuorum) action();
        else _stalled.Add(action);
    }

    internal StoreReport Commit(long ticket, StoreTransaction transaction)
    {
        if (transaction.Compares.Count + transaction.Writes.Count > StoreTransaction.OperationsMax)
            return new StoreReport.Failed(ticket, MayHaveHappened: false, "too many operations in a transaction");
        if (transaction.Writes.DistinctBy(write => write.Key).Count() != transaction.Writes.Count)
            return new StoreReport.Failed(ticket, MayHaveHappened: false, "a key is written twice in a transaction");
        if (transaction.Writes.Any(write => write.Lease != 0 && !_leases.IsAlive(write.Lease)))
            return new StoreReport.Failed(ticket, MayHaveHappened: false, "no such lease");
        if (transaction.Compares.All(compare => this[compare.Key].ModRevision == compare.ModRevision))
            return new StoreReport.Committed(ticket, Apply(transaction.Writes));
        return new StoreReport.Refused(ticket, Revision, [.. transaction.Compares.Select(compare => this[compare.Key])]);
    }

    internal long Grant(TimeSpan timeToLive) => _leases.Grant(timeToLive);

    internal bool KeepAlive(long lease) => _leases.KeepAlive(lease);

    internal void Revoke(long lease) => _leases.End(lease);

    /// <summary>What was written from a revision on.</summary>
    internal IEnumerable<StoreRevision> From(long revision)
    {
        int at = (int)Math.Max(0, revision - 2); // the first write makes revision 2
        return _history.Skip(at);
    }

    private long Apply(IReadOnlyList<StoreWrite> writes)
    {
        // A deletion of what is not there is no change.
        StoreWrite[] changes = [.. writes.Where(write => write.Value is not null || _keys.ContainsKey(write.Key))];
        if (changes.Length == 0) return Revision;
        Revision++;
        _history.Add(new StoreRevision(Revision, _clock.GetUtcNow(), [.. changes.Select(Apply)]));
        Written?.Invoke();
        return Revision;
    }

    private StoreEntry Apply(StoreWrite write)
    {
        _leases.Attach(write.Key, write.Value is null ? 0 : write.Lease);
        StoreEntry entry = new(write.Key, write.Value, Revision, write.Value is null ? 0 : this[write.Key].Version + 1);
        if (write.Value is null) _keys.Remove(write.Key);
        else _keys[write.Key] = entry;
        return entry;
    }
}

/// <summary>What was written at once.</summary>
/// <param name="Revision">From 2 on, without gaps.</param>
/// <param name="At">By the store's clock.</param>
/// <param name="Entries">In the order of the transaction.</param>
public sealed record StoreRevision(long Revision, DateTimeOffset At, IReadOnlyList<StoreEntry> Entries);
