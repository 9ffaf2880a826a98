using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>Events on their way to the journal, at most one for each address.</summary>
internal sealed class AppendsInFlight
{
    private readonly Dictionary<Ipv4Address, LeaseEvent> _byAddress = [];

    public int Count => _byAddress.Count;

    public void Add(LeaseEvent proposed) => _byAddress.Add(proposed.Address, proposed);

    public bool Contains(Ipv4Address address) => _byAddress.ContainsKey(address);

    /// <summary>Ends the wait for an event, whatever became of it. False if that very event was not on its way.</summary>
    public bool Remove(LeaseEvent e)
    {
        bool isOurs = _byAddress.TryGetValue(e.Address, out LeaseEvent? waiting)
            && waiting.Correlation == e.Correlation && waiting.Gateway == e.Gateway;
        return isOurs && _byAddress.Remove(e.Address);
    }

    /// <summary>Whether a client cannot be offered the address because of what is being written about it.</summary>
    public bool Blocks(Ipv4Address address, ClientKey client) =>
        _byAddress.TryGetValue(address, out LeaseEvent? waiting)
        && (waiting.Client != client || waiting.State == LeaseState.Quarantined);
}
