using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// A view made ready to ask whose turn it is, without allocating: the members that serve, in the order of their weight for a key,
/// those that are draining after all others. The same on every gateway that has the same view.
/// </summary>
internal sealed class MemberLine
{
    /// <summary>In place of a member: one that is gone, or none.</summary>
    public const int Nobody = -1;

    private readonly ClusterMember[] _live; // up or draining
    private readonly ulong[] _hashes;
    private readonly int _own;
    private readonly Dictionary<Ipv4Address, int> _peers = []; // by server identifier; Nobody for those that are gone

    public MemberLine(ClusterView view)
    {
        View = view;
        _live = [.. view.Members.Where(member => member.State is MemberState.Up or MemberState.Draining)];
        _hashes = [.. _live.Select(member => Rendezvous.HashOf(member.Name))];
        _own = Array.FindIndex(_live, member => member.Name == view.Own);
        HasOthers = _live.Any(member => member.Name != view.Own && member.State == MemberState.Up);

        // In this order: an address that went from one gateway to another belongs to who has it now.
        foreach (ClusterMember gone in view.Departed) Note(gone, Nobody);
        foreach (ClusterMember member in view.Members)
            if (member.Name != view.Own) Note(member, Array.IndexOf(_live, member));
    }

    public ClusterView View { get; }

    /// <summary>Another gateway is up.</summary>
    public bool HasOthers { get; }

    /// <summary>True for what another gateway is or was called.</summary>
    /// <param name="server">A server identifier.</param>
    /// <param name="member">The gateway, for <see cref="PlaceOf"/>; <see cref="Nobody"/> if it serves no longer.</param>
    public bool TryFindPeer(Ipv4Address server, out int member) => _peers.TryGetValue(server, out member);

    /// <summary>How many gateways come before this one; behind all of them when it is none of the members.</summary>
    /// <param name="key">What the order is for.</param>
    /// <param name="first">A gateway that comes before all others.</param>
    public int PlaceOf(ulong key, int first = Nobody)
    {
        int place = 0;
        for (int i = 0; i < _live.Length; i++)
            if (i != _own && (i == first || _own < 0 || IsBefore(i, _own, key))) place++;
        return place;
    }

    private bool IsBefore(int one, int other, ulong key)
    {
        if (_live[one].State != _live[other].State) return _live[one].State == MemberState.Up;
        ulong weight = Rendezvous.WeightOf(_hashes[one], key), than = Rendezvous.WeightOf(_hashes[other], key);
        return weight == than ? string.CompareOrdinal(_live[one].Name, _live[other].Name) < 0 : weight > than;
    }

    private void Note(ClusterMember member, int place)
    {
        foreach (Ipv4Address identifier in member.ServerIdentifiers) _peers[identifier] = place;
    }
}
