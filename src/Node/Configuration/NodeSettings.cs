using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Etcd;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Configuration;

/// <summary>Everything a gateway is configured with. The defaults stand in reference.conf and nowhere else.</summary>
/// <param name="Name">node.name: this gateway's name in the cluster.</param>
/// <param name="DataDirectory">node.data-dir.</param>
/// <param name="ClusterName">cluster.name: journals of another name are refused.</param>
/// <param name="Listen">The block listen, with dns.port.</param>
/// <param name="Lanes">listen.lanes; 0 for one to every two processors.</param>
internal sealed record NodeSettings(
    string Name,
    string DataDirectory,
    string ClusterName,
    ListenSettings Listen,
    int Lanes,
    DnsSettings Dns,
    Dhcp4Settings Dhcp4,
    ControlSettings Control,
    LogSettings Log)
{
    /// <summary>cluster.engine.</summary>
    public required ClusterEngine Engine { get; init; }

    /// <summary>The block cluster. Complete for either engine, but files are read and cross-checked for etcd alone.</summary>
    public required ClusterSettings Cluster { get; init; }

    /// <summary>The block cluster.etcd; null for the embedded engine.</summary>
    public required EtcdSettings? Etcd { get; init; }

    /// <summary>dhcp4.interfaces: where DHCP is served; empty for where listen serves DNS.</summary>
    public required ImmutableArray<string> DhcpInterfaces { get; init; }

    /// <summary>dhcp4.quarantine: how long nobody gets an address that was declined or found in use.</summary>
    public required TimeSpan Quarantine { get; init; }

    /// <summary>dhcp4.history: how long events are kept for lease history; null for ever.</summary>
    public required TimeSpan? History { get; init; }
}

/// <summary>Where leases become durable.</summary>
internal enum ClusterEngine
{
    /// <summary>SQLite in node.data-dir: this gateway alone.</summary>
    Embedded,

    /// <summary>etcd: any number of gateways.</summary>
    Etcd,
}

/// <summary>The block dns.</summary>
internal sealed record DnsSettings
{
    public required int Port { get; init; }

    /// <summary>dns.domain, local, hosts-file, no-hosts, addn-hosts, expand-hosts, dhcp-fqdn, local-ttl.</summary>
    public required LocalNamesSettings LocalNames { get; init; }

    /// <summary>dns.resolv-file.</summary>
    public required string ResolvFile { get; init; }

    /// <summary>dns.servers-file; empty for none.</summary>
    public required string ServersFile { get; init; }

    public required UpstreamSettings Upstreams { get; init; }

    public required CacheSettings Cache { get; init; }

    /// <summary>dns.stop-dns-rebind to filter-rr: what is taken out of answers, or changed in them.</summary>
    public required AnswerFilterSettings Filters { get; init; }

    /// <summary>dns.do-0x20-encode.</summary>
    public required bool RandomisesCase { get; init; }

    /// <summary>dns.upstream-cookies.</summary>
    public required bool UsesUpstreamCookies { get; init; }

    /// <summary>dns.max-ttl, cache.use-stale-cache, cache.prefetch.</summary>
    public required ResponsePolicy Responses { get; init; }

    /// <summary>dns.rate-limit: queries a second that each client network may ask; 0 for no limit.</summary>
    public required int RateLimit { get; init; }

    /// <summary>dns.rate-limit-slip: every so many queries over it one is answered; 0 for none.</summary>
    public required int RateLimitSlip { get; init; }

    /// <summary>dns.max-tcp-connections to tcp-idle-timeout.</summary>
    public required TcpSettings Tcp { get; init; }

    /// <summary>dns.no-ident: questions about ourselves are refused.</summary>
    public required bool NoIdent { get; init; }

    /// <summary>dns.nsid; empty for none.</summary>
    public required string Nsid { get; init; }

    /// <summary>dns.forward-max: different questions that may be upstream at a time.</summary>
    public required int ForwardMax { get; init; }

    /// <summary>dns.min-port, dns.max-port: where questions to upstream servers may leave from.</summary>
    public required PortRange SourcePorts { get; init; }

    /// <summary>dns.query-port: the one port that they leave from; 0 for <see cref="SourcePorts"/>.</summary>
    public required int QueryPort { get; init; }
}

/// <summary>The block dns.cache.</summary>
internal sealed record CacheSettings(long BytesMax, TtlLimits Ttl, TimeSpan ServeStale, bool Persist);

/// <summary>The block control.</summary>
/// <param name="HttpListen">Null when there is no HTTP listener.</param>
internal sealed record ControlSettings(string Socket, ListenAddress? HttpListen, string TokenFile);

internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>The block log.</summary>
internal sealed record LogSettings(LogLevel Level, bool Queries, LogFormat Format);
