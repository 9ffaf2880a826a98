using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Addresses that were offered and not yet asked for: one for each client, for a short time, in memory alone. A hold keeps
/// offers apart; it is no promise, and when it is lost the journal's compare-and-set still decides.
/// </summary>
internal sealed class LeaseHolds
{
    private readonly Dictionary<ClientKey, LinkedListNode<Hold>> _byClient = [];
    private readonly Dictionary<Ipv4Address, LinkedListNode<Hold>> _byAddress = [];
    private readonly LinkedList<Hold> _oldestFirst = new();

    public int Count => _oldestFirst.Count;

    /// <summary>The address held for a client; none if there is none.</summary>
    public Ipv4Address Of(ClientKey client) => _byClient.TryGetValue(client, out LinkedListNode<Hold>? node) ? node.Value.Address : default;

    public bool IsHeldForAnother(Ipv4Address address, ClientKey client) =>
        _byAddress.TryGetValue(address, out LinkedListNode<Hold>? node) && node.Value.Client != client;

    /// <summary>Holds an address for a client instead of the one it had, and instead of who had it before.</summary>
    public void Put(ClientKey client, Ipv4Address address, DateTimeOffset until, int holdsMax)
    {
        Remove(client);
        if (_byAddress.TryGetValue(address, out LinkedListNode<Hold>? other)) Remove(other);
        while (Count >= holdsMax && _oldestFirst.First is { } oldest) Remove(oldest);
        LinkedListNode<Hold> node = _oldestFirst.AddLast(new Hold(client, address, until));
        _byClient.Add(client, node);
        _byAddress.Add(address, node);
    }

    public void Remove(ClientKey client)
    {
        if (_byClient.TryGetValue(client, out LinkedListNode<Hold>? node)) Remove(node);
    }

    public void RemoveExpired(DateTimeOffset now)
    {
        while (_oldestFirst.First is { } oldest && oldest.Value.Until <= now) Remove(oldest);
    }

    /// <summary>Addresses held and until when, oldest hold first.</summary>
    public IEnumerable<(Ipv4Address Address, DateTimeOffset Until)> OldestFirst()
    {
        foreach (Hold hold in _oldestFirst) yield return (hold.Address, hold.Until);
    }

    private void Remove(LinkedListNode<Hold> node)
    {
        _byClient.Remove(node.Value.Client);
        _byAddress.Remove(node.Value.Address);
        _oldestFirst.Remove(node);
    }

    private readonly record struct Hold(ClientKey Client, Ipv4Address Address, DateTimeOffset Until);
}
