using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// From which interfaces and networks queries are taken, as lanes ask it for each datagram. Immutable; a change is a new object. An address
/// is reachable over any interface of the machine (Linux answers for all its addresses everywhere), so binding alone would
/// serve networks that were not asked for.
/// </summary>
public sealed class ServedInterfaces
{
    private readonly bool _exceptListed;
    private readonly FrozenSet<int> _listed;

    private ServedInterfaces(bool exceptListed, IEnumerable<int> indexes, ImmutableArray<AddressPrefix> networks) =>
        (_exceptListed, _listed, Networks) = (exceptListed, indexes.ToFrozenSet(), networks);

    /// <summary>Where clients must be to be answered; empty for anywhere (listen.local-service).</summary>
    public ImmutableArray<AddressPrefix> Networks { get; }

    public static ServedInterfaces All { get; } = new(exceptListed: true, [], []);

    /// <summary>These and no others.</summary>
    public static ServedInterfaces Only(IEnumerable<int> indexes) => new(exceptListed: false, indexes, []);

    /// <summary>All but these, unknown ones included.</summary>
    public static ServedInterfaces AllBut(IEnumerable<int> indexes) => new(exceptListed: true, indexes, []);

    /// <summary>The same, for clients in these networks only.</summary>
    public ServedInterfaces ForClientsIn(ImmutableArray<AddressPrefix> networks) => new(_exceptListed, _listed, networks);

    /// <summary>Whether a client may ask at all.</summary>
    public bool Takes(in IpEndpoint client)
    {
        if (Networks.IsEmpty) return true;
        foreach (ref readonly AddressPrefix network in Networks.AsSpan())
        {
            if (network.Contains(client)) return true;
        }

        return false;
    }

    public bool Contains(int index) => _listed.Contains(index) != _exceptListed;
}
