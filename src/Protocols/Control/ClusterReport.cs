namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>cluster status</c>: one gateway in detail.</summary>
public sealed record ClusterReport
{
    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>The gateway that answers.</summary>
    public required GatewayInfo Gateway { get; init; }

    /// <summary>What it does for DHCP clients: all, renewals-only, none.</summary>
    public required string Duty { get; init; }

    public required StoreInfo Store { get; init; }

    /// <summary>How it follows the leases; null when it serves no DHCP.</summary>
    public LeaseStreamInfo? Leases { get; init; }

    /// <summary>Why it does less than it should.</summary>
    public required IReadOnlyList<string> Degraded { get; init; }

    /// <summary>What else an operator should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The other gateways.</summary>
    public required IReadOnlyList<GatewayInfo> Peers { get; init; }
}

/// <summary>etcd, as the gateway sees it.</summary>
/// <param name="CanCommit">A quorum answers.</param>
/// <param name="Reason">Why not, and which key to look at; empty when it does.</param>
public sealed record StoreInfo(bool CanCommit, string Reason);

/// <summary>The committed stream of leases, as a gateway follows it.</summary>
/// <param name="Revision">Of the newest lease event that it knows.</param>
/// <param name="Position">All that was committed up to this revision is known, and goes to its copy.</param>
/// <param name="IsCurrent">It has the state of the store and can write.</param>
/// <param name="Reason">Why not; empty when it is.</param>
/// <param name="Gaps">Stretches that its history lacks: etcd has forgotten them, and no other gateway has told them yet.</param>
public sealed record LeaseStreamInfo(long Revision, long Position, bool IsCurrent, string Reason, int Gaps);

/// <summary>The answer to <c>cluster drain, resume, leave</c> and <c>down</c>.</summary>
/// <param name="Text">What is so now.</param>
public sealed record ClusterCommandReport(string Text);

/// <summary>One line of <c>cluster tail</c>. A line with only <see cref="Lost"/> says that the reader was too slow for so many.</summary>
public sealed record ClusterEventLine
{
    public DateTimeOffset? Time { get; init; }

    /// <summary>Which gateway it is about.</summary>
    public string? Gateway { get; init; }

    /// <summary>What has happened, in one word, as in <c>joined</c>.</summary>
    public string? What { get; init; }

    public string? Text { get; init; }

    /// <summary>Lines that are missing here; null for none.</summary>
    public long? Lost { get; init; }
}
