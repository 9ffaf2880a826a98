namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>cluster show</c>.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Engine">embedded or etcd.</param>
/// <param name="Gateways">Its members; with the embedded engine the one that answers.</param>
public sealed record ClusterMembers(string Cluster, string Engine, IReadOnlyList<GatewayInfo> Gateways);

/// <summary>One gateway.</summary>
/// <param name="Name">As in <c>node.name</c>.</param>
/// <param name="Address">Where it serves; in a cluster <c>cluster.address</c>.</param>
/// <param name="State">joining until it is ready, then up; in a cluster also draining, left, down, gone, out.</param>
/// <param name="Version">Of its program.</param>
/// <param name="Started">When its process began.</param>
/// <param name="UptimeSeconds">For how long it has run.</param>
/// <param name="Reasons">Why it does less than it should; empty when it does not.</param>
public sealed record GatewayInfo(
    string Name, string Address, string State, string Version, DateTimeOffset Started, long UptimeSeconds, IReadOnlyList<string> Reasons)
{
    /// <summary>It is the one that answers. Null with the embedded engine.</summary>
    public bool? IsSelf { get; init; }

    /// <summary>It is a member now. Null with the embedded engine.</summary>
    public bool? IsMember { get; init; }

    /// <summary>How far its clock is ahead of that of the gateway that answers; null when that was not measured.</summary>
    public long? SkewMilliseconds { get; init; }

    /// <summary>For how long it has been gone; null while it is there.</summary>
    public long? GoneSeconds { get; init; }
}
