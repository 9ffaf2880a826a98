using System.Collections.Immutable;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration.Names;

namespace Polymasq.Node.Configuration;

/// <summary>Reads the block dns.</summary>
internal static class DnsReader
{
    public static readonly TimeSpan TtlMax = TimeSpan.FromSeconds(int.MaxValue); // RFC 2181 §8

    public static DnsSettings Read(ConfigurationSection dns, int port)
    {
        ImmutableArray<UpstreamServerSettings> servers = [.. ReadServers(dns.Items("servers"))];
        return new DnsSettings
        {
            Port = port,
            LocalNames = LocalNamesReader.Read(dns, servers),
            ResolvFile = dns.Text("resolv-file", "a file"),
            Upstreams = new UpstreamSettings { Servers = servers, NoResolv = dns.Boolean("no-resolv"), Order = ReadOrder(dns) },
            Cache = ReadCache(dns.Section("cache")),
            TcpConnectionsMax = dns.Integer("max-tcp-connections", 1, 10_000),
            ForwardMax = dns.Integer("dns-forward-max", 1, 8191),
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
        if (settings.Ttl.MinSeconds > settings.Ttl.MaxSeconds) cache.Find("min-ttl")?.Wrong("is above max-ttl");
        cache.End();
        return settings;
    }

    private static UpstreamOrder ReadOrder(ConfigurationSection dns)
    {
        bool all = dns.Boolean("all-servers");
        bool strict = dns.Boolean("strict-order");
        if (all && strict) dns.Find("strict-order")?.Wrong("contradicts all-servers: set one of them");
        return all ? UpstreamOrder.All : strict ? UpstreamOrder.Strict : UpstreamOrder.Fastest;
    }

    private static IEnumerable<UpstreamServerSettings> ReadServers(IEnumerable<ConfigurationValue> items)
    {
        foreach (ConfigurationValue item in items)
        {
            ConfigurationValue address = item;
            ImmutableArray<string> domains = [];
            if (item.Value.Kind == Protocols.Hocon.HoconKind.Object)
            {
                ConfigurationSection server = item.Section("a server");
                domains = DomainName.ReadAll(server.Items("domains"));
                if (server.Find("server") is { } given) address = given;
                else item.Wrong("has no server");
                server.End();
                if (server.Find("server") is null) continue;
            }

            if (UpstreamAddress.Read(address.Text(UpstreamAddress.Allowed), out string wrong) is { } endpoint) yield return new UpstreamServerSettings(endpoint, domains);
            else address.Wrong(wrong);
        }
    }

    private static uint Seconds(TimeSpan time) => (uint)time.TotalSeconds;
}
