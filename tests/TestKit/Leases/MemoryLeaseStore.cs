using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.TestKit.Leases;

/// <summary>What would be on disk: survives the journals on it, and can have several, as a cluster's store has.</summary>
public sealed class MemoryLeaseStore
{
    private readonly List<LeaseEvent> _events = [];
    private readonly Dictionary<Ipv4Address, LeaseEvent> _newest = [];

    /// <summary>All that was ever committed, in order; the revision of an event is its position plus one.</summary>
    public IReadOnlyList<LeaseEvent> Events => _events;

    public LeaseEvent? NewestOf(Ipv4Address address) => _newest.GetValueOrDefault(address);

    /// <summary>The newest event of each address with its revision, oldest commit first.</summary>
    public IEnumerable<(long Revision, LeaseEvent Event)> State()
    {
        for (int i = 0; i < _events.Count; i++)
            if (ReferenceEquals(_newest[_events[i].Address], _events[i])) yield return (i + 1, _events[i]);
    }

    /// <summary>Compare and set. False when the address has another version than the event expects.</summary>
    public bool TryCommit(LeaseEvent proposed)
    {
        if ((NewestOf(proposed.Address)?.Version ?? 0) != proposed.Version - 1) return false;
        _events.Add(proposed);
        _newest[proposed.Address] = proposed;
        return true;
    }
}
