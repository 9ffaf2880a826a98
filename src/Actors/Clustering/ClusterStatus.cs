using System.Collections.Immutable;

namespace Polymasq.Actors.Clustering;

/// <summary>Where this gateway stands in the cluster.</summary>
public enum Standing : byte
{
    /// <summary>Not a member: not yet, not any more, or it has left.</summary>
    Outside,
    Member,

    /// <summary>Another gateway of our name is a member.</summary>
    NameTaken,

    /// <summary>An operator has put it down.</summary>
    PutDown,
}

/// <summary>The cluster as this gateway sees it at one moment, for people.</summary>
public sealed record ClusterStatus
{
    /// <summary>What this gateway says of itself, whether it is a member or not.</summary>
    public required ClusterMember Own { get; init; }

    public required Standing Standing { get; init; }

    public required DhcpDuty Duty { get; init; }

    public required StoreHealth Health { get; init; }

    /// <summary>It is a member, or it is known why it is not: what there is to wait for is over.</summary>
    public required bool IsSettled { get; init; }

    /// <summary>Why this gateway does less than it should.</summary>
    public required ImmutableArray<string> Degraded { get; init; }

    /// <summary>What else an operator should know.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>All gateways known, by name; this one among them if the store has it.</summary>
    public required ImmutableArray<GatewayStatus> Gateways { get; init; }
}

/// <summary>One gateway.</summary>
/// <param name="Down">Who has put it down; null when nobody has.</param>
/// <param name="GoneFor">Null for a member.</param>
/// <param name="Skew">How far its clock is ahead of ours; null when that was not measured.</param>
/// <param name="Notes">What is wrong with it.</param>
public sealed record GatewayStatus(ClusterMember Member, DownMark? Down, TimeSpan? GoneFor, TimeSpan? Skew, ImmutableArray<string> Notes);
