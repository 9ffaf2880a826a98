namespace Polymasq.Node.Stores;

/// <summary>Who wrote a lease database, as in cluster.engine: its leases are true by themselves, or a copy of what the cluster has.</summary>
internal static class LeaseEngine
{
    public const string Embedded = "embedded";
    public const string Etcd = "etcd";

    /// <summary>Why a database of this engine cannot be used with the other one.</summary>
    public static string WhyNot(string written) => written == Embedded
        ? "has leases of this gateway alone, which the cluster in etcd does not know; set cluster.engine = embedded to go on with them, or another node.data-dir to join without them"
        : "is a copy of the leases of a cluster, whose other gateways may give them on; set cluster.engine = etcd to go on with them, or another node.data-dir to start alone without them";
}
