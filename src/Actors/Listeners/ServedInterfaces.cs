using System.Collections.Frozen;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// From which interfaces queries are taken, as lanes ask it for each datagram. Immutable; a change is a new object. An address
/// is reachable over any interface of the machine (Linux answers for all its addresses everywhere), so binding alone would
/// serve networks that were not asked for.
/// </summary>
public sealed class ServedInterfaces
{
    private readonly bool _exceptListed;
    private readonly FrozenSet<int> _listed;

    private ServedInterfaces(bool exceptListed, IEnumerable<int> indexes) => (_exceptListed, _listed) = (exceptListed, indexes.ToFrozenSet());

    public static ServedInterfaces All { get; } = new(exceptListed: true, []);

    /// <summary>These and no others.</summary>
    public static ServedInterfaces Only(IEnumerable<int> indexes) => new(exceptListed: false, indexes);

    /// <summary>All but these, unknown ones included.</summary>
    public static ServedInterfaces AllBut(IEnumerable<int> indexes) => new(exceptListed: true, indexes);

    public bool Contains(int index) => _listed.Contains(index) != _exceptListed;
}
