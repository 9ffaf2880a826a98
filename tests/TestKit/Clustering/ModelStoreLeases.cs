namespace Polymasq.TestKit.Clustering;

/// <summary>The leases of a <see cref="ModelStoreServer"/> and the keys that hang on them.</summary>
internal sealed class ModelStoreLeases(TimeProvider clock, Action<IReadOnlyList<string>> delete)
{
    private readonly SortedDictionary<long, Lease> _leases = [];
    private readonly Dictionary<string, long> _leaseOf = [];
    private long _last = 1000;
    private bool _isHeld;

    public bool IsAlive(long id) => _leases.ContainsKey(id);

    public long Grant(TimeSpan timeToLive)
    {
        long id = ++_last;
        _leases[id] = new Lease(timeToLive, clock.CreateTimer(_ => End(id), null, timeToLive, Timeout.InfiniteTimeSpan));
        return id;
    }

    public bool KeepAlive(long id)
    {
        if (!_leases.TryGetValue(id, out Lease? lease)) return false;
        Arm(lease);
        return true;
    }

    public void End(long id)
    {
        if (!_leases.Remove(id, out Lease? lease)) return;
        lease.Timer.Dispose();
        string[] keys = [.. _leaseOf.Where(pair => pair.Value == id).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
        delete(keys);
    }

    /// <summary>Hangs a key on a lease and takes it from the one before; 0 for none.</summary>
    public void Attach(string key, long id)
    {
        if (id == 0) _leaseOf.Remove(key);
        else _leaseOf[key] = id;
    }

    /// <summary>Without a quorum no lease ends; afterwards each has its whole time again.</summary>
    public void Hold(bool isHeld)
    {
        _isHeld = isHeld;
        foreach (Lease lease in _leases.Values) Arm(lease);
    }

    private void Arm(Lease lease) => lease.Timer.Change(_isHeld ? Timeout.InfiniteTimeSpan : lease.TimeToLive, Timeout.InfiniteTimeSpan);

    private sealed record Lease(TimeSpan TimeToLive, ITimer Timer);
}
