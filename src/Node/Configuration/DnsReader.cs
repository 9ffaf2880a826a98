using System.Text;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration.Names;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Configuration;

/// <summary>Reads the block dns.</summary>
internal static class DnsReader
{
    public static readonly TimeSpan TtlMax = TimeSpan.FromSeconds(int.MaxValue); // RFC 2181 §8

    /// <param name="readsFiles">Files that keys name are read and must be there.</param>
    public static DnsSettings Read(ConfigurationSection dns, int port, bool readsFiles)
    {
        UpstreamServers servers = new UpstreamServersReader(readsFiles).Read(dns.Items("servers"));
        ConfigurationSection cache = dns.Section("cache");
        ResponsePolicy responses = ReadResponses(dns, cache);
        string serversFile = dns.Text("servers-file", "a file");
        return new DnsSettings
        {
            Port = port,
            LocalNames = LocalNamesReader.Read(dns, [.. servers.Domains]),
            ResolvFile = dns.Text("resolv-file", "a file"),
            ServersFile = serversFile,
            Upstreams = new UpstreamSettings
            {
                Servers = servers.Servers, DefaultDomains = servers.DefaultDomains, HasServersFile = serversFile.Length > 0,
                NoResolv = dns.Boolean("no-resolv"), Order = ReadOrder(dns),
                DetectsLoops = dns.Boolean("dns-loop-detect"),
            },
            Cache = ReadCache(cache),
            RandomisesCase = dns.Boolean("do-0x20-encode"),
            UsesUpstreamCookies = dns.Boolean("upstream-cookies"),
            Filters = AnswerFilterReader.Read(dns),
            Responses = responses,
            RateLimit = dns.Integer("rate-limit", 0, 1_000_000),
            RateLimitSlip = dns.Integer("rate-limit-slip", 0, 100),
            Tcp = ReadTcp(dns),
            NoIdent = dns.Boolean("no-ident"),
            Nsid = ReadNsid(dns),
            ForwardMax = dns.Integer("dns-forward-max", 1, 8191),
            SourcePorts = ReadPorts(dns),
            QueryPort = ReadQueryPort(dns, port),
        };
    }

    private static TcpSettings ReadTcp(ConfigurationSection dns) => new()
    {
        ConnectionsMax = dns.Integer("max-tcp-connections", 1, 10_000),
        ConnectionsPerClientMax = dns.Integer("max-tcp-connections-per-client", 1, 10_000),
        QueriesMax = dns.Integer("max-tcp-queries", 1, 10_000),
        IdleTimeout = dns.Duration("tcp-idle-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
    };

    private static string ReadNsid(ConfigurationSection dns)
    {
        const int BytesMax = 64; // it goes into every datagram that asks for it
        string nsid = dns.Text("nsid", "a name");
        if (Encoding.UTF8.GetByteCount(nsid) > BytesMax) dns.Find("nsid")?.Wrong($"is longer than {BytesMax} bytes");
        return nsid;
    }

    private static ResponsePolicy ReadResponses(ConfigurationSection dns, ConfigurationSection cache)
    {
        uint ttlMax = Seconds(dns.Duration("max-ttl", TimeSpan.Zero, TtlMax));
        return new ResponsePolicy
        {
            TtlMaxSeconds = ttlMax == 0 ? uint.MaxValue : ttlMax,
            StaleAtOnceSeconds = Seconds(cache.Duration("use-stale-cache", TimeSpan.Zero, TimeSpan.FromDays(30))),
            Prefetch = cache.Boolean("prefetch"),
        };
    }

    private static CacheSettings ReadCache(ConfigurationSection cache)
    {
        CacheSettings settings = new(
            cache.Size("max-bytes", 1024 * 1024, 2L * 1024 * 1024 * 1024),
            new TtlLimits(
                Seconds(cache.Duration("min-ttl", TimeSpan.Zero, TimeSpan.FromHours(1))), // dnsmasq's limit: more breaks failovers by DNS
                Seconds(cache.Duration("max-ttl", TimeSpan.Zero, TtlMax)),
                Seconds(cache.Duration("neg-ttl", TimeSpan.Zero, TimeSpan.FromDays(7)))),
            cache.Duration("serve-stale", TimeSpan.Zero, TimeSpan.FromDays(30)),
            cache.Boolean("persist"));
        if (cache.Boolean("no-negcache")) settings = settings with { Ttl = settings.Ttl with { NegativeMaxSeconds = 0 } };
        if (settings.Ttl.MinSeconds > settings.Ttl.MaxSeconds) cache.Find("min-ttl")?.Wrong("is above max-ttl");
        cache.End();
        return settings;
    }

    private static PortRange ReadPorts(ConfigurationSection dns)
    {
        const int CountMin = 1024; // fewer could be guessed (RFC 5452 §9.2), and each lane needs some
        PortRange ports = new(dns.Integer("min-port", 1, 65535), dns.Integer("max-port", 1, 65535));
        if (ports.Count >= CountMin) return ports;
        dns.Find("max-port")?.Wrong($"must leave at least {CountMin} ports above min-port: with fewer, answers are easy to forge");
        return new PortRange(1, 65535);
    }

    private static int ReadQueryPort(ConfigurationSection dns, int port)
    {
        int queryPort = dns.Integer("query-port", 0, 65535);
        if (queryPort > 0 && queryPort == port) dns.Find("query-port")?.Wrong("is dns.port: queries of clients and replies of servers would come to one socket");
        return queryPort;
    }

    private static UpstreamOrder ReadOrder(ConfigurationSection dns)
    {
        bool all = dns.Boolean("all-servers");
        bool strict = dns.Boolean("strict-order");
        if (all && strict) dns.Find("strict-order")?.Wrong("contradicts all-servers: set one of them");
        return all ? UpstreamOrder.All : strict ? UpstreamOrder.Strict : UpstreamOrder.Fastest;
    }

    private static uint Seconds(TimeSpan time) => (uint)time.TotalSeconds;
}
