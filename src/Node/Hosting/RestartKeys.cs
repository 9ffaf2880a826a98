using Polymasq.Node.Configuration;

namespace Polymasq.Node.Hosting;

/// <summary>The keys marked "start" in reference.conf: a reload cannot bring their new values into force.</summary>
internal static class RestartKeys
{
    /// <summary>Those that differ.</summary>
    public static IEnumerable<string> Changed(NodeSettings before, NodeSettings now)
    {
        (string Key, Func<NodeSettings, object?> Value)[] keys =
        [
            ("node.name", settings => settings.Name),
            ("node.data-dir", settings => settings.DataDirectory),
            ("cluster.engine", settings => settings.Engine),
            ("cluster.name", settings => settings.ClusterName),
            ("cluster.address", settings => settings.Cluster.Address),
            ("cluster.secret-file", settings => Convert.ToHexString(settings.Cluster.Secret.AsSpan())),
            ("cluster.ttl", settings => settings.Cluster.TimeToLive),
            ("cluster.clock-bound", settings => settings.Cluster.ClockBound),
            ("cluster.etcd.endpoints", settings => string.Join(' ', settings.Etcd?.Endpoints ?? [])),
            ("cluster.etcd.username", settings => settings.Etcd?.Username),
            ("cluster.etcd.password-file", settings => settings.Etcd?.Password),
            ("cluster.etcd.ca-file", settings => settings.Etcd?.CertificateAuthorities),
            ("listen.lanes", settings => settings.Lanes),
            ("dns.port", settings => settings.Dns.Port),
            ("dns.dns-forward-max", settings => settings.Dns.ForwardMax),
            ("dns.min-port", settings => settings.Dns.SourcePorts.First),
            ("dns.max-port", settings => settings.Dns.SourcePorts.Last),
            ("dns.query-port", settings => settings.Dns.QueryPort),
            ("dns.cache.max-bytes", settings => settings.Dns.Cache.BytesMax),
            ("dns.cache.persist", settings => settings.Dns.Cache.Persist),
            ("dhcp4.history", settings => settings.History),
            ("control", settings => settings.Control),
            ("log.format", settings => settings.Log.Format),
        ];
        return keys.Where(key => !Equals(key.Value(before), key.Value(now))).Select(key => key.Key);
    }
}
