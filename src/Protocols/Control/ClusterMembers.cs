namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>cluster show</c>.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Engine">embedded or etcd.</param>
/// <param name="Gateways">Its members; with the embedded engine the one that answers.</param>
public sealed record ClusterMembers(string Cluster, string Engine, IReadOnlyList<GatewayInfo> Gateways);

/// <summary>One gateway.</summary>
/// <param name="Name">As in <c>node.name</c>.</param>
/// <param name="Address">Where it serves.</param>
/// <param name="State">joining until it is ready, then up.</param>
/// <param name="Version">Of its program.</param>
/// <param name="Started">When its process began.</param>
/// <param name="UptimeSeconds">For how long it has run, by a clock that is not set.</param>
/// <param name="Reasons">Why it is not up yet; empty when it is.</param>
public sealed record GatewayInfo(
    string Name, string Address, string State, string Version, DateTimeOffset Started, long UptimeSeconds, IReadOnlyList<string> Reasons);
