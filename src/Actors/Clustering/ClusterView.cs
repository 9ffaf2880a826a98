using System.Collections.Immutable;

namespace Polymasq.Actors.Clustering;

/// <summary>Who is a member now, as this gateway knows it. Immutable: published whole, read by any thread.</summary>
/// <param name="Own">This gateway's name.</param>
/// <param name="Members">All members, this gateway included when it is one, by name.</param>
/// <param name="Departed">Members of the last hour that are gone: a client may still name them. Newest first.</param>
/// <param name="Duty">What this gateway may do for DHCP clients.</param>
public sealed record ClusterView(string Own, ImmutableArray<ClusterMember> Members, ImmutableArray<ClusterMember> Departed, DhcpDuty Duty)
{
    /// <summary>A gateway that is its own cluster.</summary>
    public static ClusterView Alone(string name) => new(name, [], [], DhcpDuty.All);

    public ClusterMember? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}

/// <summary>What a gateway does for DHCP clients. The journal's own health comes on top of it.</summary>
public enum DhcpDuty : byte
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>Draining, or in disagreement with the others: clients renew what they have, new ones are left to the others, nobody is refused.</summary>
    RenewalsOnly,

    /// <summary>Left, put down, or another gateway has our name: no client is answered.</summary>
    None,
}

/// <summary>The view in force. One volatile read.</summary>
public interface IClusterView
{
    ClusterView Current { get; }
}

/// <summary>A place where the view is published for all threads.</summary>
public sealed class PublishedClusterView(ClusterView first) : IClusterView
{
    private volatile ClusterView _current = first;

    public ClusterView Current
    {
        get => _current;
        set => _current = value;
    }
}
