using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// The committed state: every address that was ever used, found by address and by client, with what expires next and what is
/// free again. Changed by committed events alone, and the same on every gateway that has seen the same events.
/// </summary>
internal sealed class LeaseTable
{
    private readonly Dictionary<Ipv4Address, Binding> _byAddress = [];
    private readonly Dictionary<ClientKey, Binding> _byClient = []; // first of the client's chain
    private readonly ExpiryHeap _expiry = new();
    private PoolState[] _pools = [];
    private TimeSpan _reuseDelay;

    public int Count => _byAddress.Count;

    /// <summary>Addresses whose newest event is a lease.</summary>
    public int Bound { get; private set; }

    public IEnumerable<Binding> Bindings => _byAddress.Values;

    /// <summary>Takes new pools and puts every address where it belongs in them.</summary>
    public void Configure(IEnumerable<LeasePool> pools, TimeSpan reuseDelay)
    {
        _pools = [.. pools.Select(pool => new PoolState(pool))];
        _reuseDelay = reuseDelay;
        _expiry.Clear();
        foreach (Binding binding in _byAddress.Values)
        {
            AddToPool(binding);
            AddToExpiry(binding);
        }
    }

    public Binding? At(Ipv4Address address) => _byAddress.GetValueOrDefault(address);

    public PoolState? PoolNamed(string name)
    {
        foreach (PoolState state in _pools)
            if (state.Pool.Name == name) return state;
        return null;
    }

    /// <summary>The address a client holds in a pool, else the one it held last; null if it has no history there.</summary>
    public Binding? OfClient(ClientKey client, PoolState pool)
    {
        Binding? last = null;
        for (Binding? binding = _byClient.GetValueOrDefault(client); binding is not null; binding = binding.NextOfClient)
        {
            if (binding.Pool != pool) continue;
            if (last is null || IsLater(binding, last)) last = binding;
        }
        return last;
    }

    // By what the events say, not by the order they came in: the same on every gateway.
    private static bool IsLater(Binding one, Binding other)
    {
        bool isBound = one.State == LeaseState.Bound;
        if (isBound != (other.State == LeaseState.Bound)) return isBound;
        return one.Newest.At != other.Newest.At ? one.Newest.At > other.Newest.At : one.Newest.Address < other.Newest.Address;
    }

    /// <summary>Makes an event the state of its address. False for an event that is not newer than what is known.</summary>
    public bool TryApply(LeaseEvent committed, DateTimeOffset learnedAt, out LeaseEvent? before)
    {
        before = null;
        if (!_byAddress.TryGetValue(committed.Address, out Binding? binding))
        {
            binding = new Binding(committed);
            _byAddress.Add(committed.Address, binding);
        }
        else
        {
            if (committed.Version <= binding.Newest.Version) return false;
            before = binding.Newest;
            TakeOut(binding);
            binding.Newest = committed;
        }
        binding.LearnedAt = learnedAt;
        PutIn(binding);
        return true;
    }

    /// <summary>The client's other leases in the pool of <paramref name="kept"/>. Those that are free already are nobody's from here on.</summary>
    public IReadOnlyList<Ipv4Address> OthersOf(ClientKey client, Binding kept)
    {
        List<Ipv4Address>? bound = null;
        Binding? next;
        for (Binding? binding = _byClient.GetValueOrDefault(client); binding is not null; binding = next)
        {
            next = binding.NextOfClient;
            if (binding == kept || binding.Pool != kept.Pool) continue;
            if (binding.State == LeaseState.Bound) (bound ??= []).Add(binding.Newest.Address);
            else Unlink(binding);
        }
        return bound ?? (IReadOnlyList<Ipv4Address>)[];
    }

    /// <summary>Takes out the next address whose lease or quarantine is over; <see cref="AwaitExpiry"/> and <see cref="Postpone"/> put it back.</summary>
    public Binding? TakeExpired(DateTimeOffset now) => _expiry.TakeDue(now);

    public void Postpone(Binding expired, DateTimeOffset until) => _expiry.Add(expired, until);

    /// <summary>
    /// When an address is free by everybody's clock: the lease's end may have been written by a clock that is behind ours by the whole bound.
    /// </summary>
    public DateTimeOffset OverAt(Binding binding)
    {
        DateTimeOffset until = binding.Newest.Until;
        return binding.State == LeaseState.Bound && DateTimeOffset.MaxValue - until > _reuseDelay ? until + _reuseDelay : until;
    }

    /// <summary>Puts an address back that <see cref="TakeExpired"/> gave out, if nothing has happened to it since.</summary>
    public void AwaitExpiry(Ipv4Address address)
    {
        if (_byAddress.TryGetValue(address, out Binding? binding) && binding.HeapIndex < 0) AddToExpiry(binding);
    }

    private void PutIn(Binding binding)
    {
        if (binding.State == LeaseState.Bound) Bound++;
        if (binding.IsLinkedToClient) Link(binding);
        AddToPool(binding);
        AddToExpiry(binding);
    }

    private void TakeOut(Binding binding)
    {
        if (binding.State == LeaseState.Bound) Bound--;
        Unlink(binding);
        binding.Pool?.Free.Remove(binding);
        _expiry.Remove(binding);
    }

    private void AddToPool(Binding binding)
    {
        Ipv4Address address = binding.Newest.Address;
        binding.Pool = PoolOf(address);
        if (binding.Pool is not { } pool) return;
        pool.MarkUsed(address);
        if (binding.State == LeaseState.Free && pool.Pool.IsDynamic(address)) pool.Free.Add(binding);
    }

    private PoolState? PoolOf(Ipv4Address address)
    {
        foreach (PoolState state in _pools)
            if (state.Pool.Subnet.Contains(address)) return state;
        return null;
    }

    private void AddToExpiry(Binding binding)
    {
        if (binding.State == LeaseState.Free || binding.Newest.Until == DateTimeOffset.MaxValue) return;
        _expiry.Add(binding, OverAt(binding));
    }

    private void Link(Binding binding)
    {
        binding.NextOfClient = _byClient.GetValueOrDefault(binding.Newest.Client);
        _byClient[binding.Newest.Client] = binding;
    }

    private void Unlink(Binding binding)
    {
        ClientKey client = binding.Newest.Client;
        if (client.IsNone || !_byClient.TryGetValue(client, out Binding? previous)) return;
        if (previous == binding)
        {
            if (binding.NextOfClient is { } next) _byClient[client] = next;
            else _byClient.Remove(client);
        }
        else
        {
            while (previous is not null && previous.NextOfClient != binding) previous = previous.NextOfClient;
            if (previous is null) return;
            previous.NextOfClient = binding.NextOfClient;
        }
        binding.NextOfClient = null;
    }
}
