using System.Collections.Immutable;
using Polymasq.Actors.Caching;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration;

/// <summary>Reads the block dns.</summary>
internal static class DnsReader
{
    private static readonly TimeSpan TtlMax = TimeSpan.FromSeconds(int.MaxValue); // RFC 2181 §8

    public static DnsSettings Read(ConfigurationSection dns, int port) => new()
    {
        Port = port,
        LocalNames = new LocalNamesSettings
        {
            Domain = dns.Find("domain") is { } domain ? ReadDomain(domain) : "",
            Local = ReadDomains(dns.Items("local")),
            HostsFile = dns.Text("hosts-file", "a file"),
            NoHosts = dns.Boolean("no-hosts"),
            AddnHosts = [.. dns.Texts("addn-hosts", "a file or a folder")],
            ExpandHosts = dns.Boolean("expand-hosts"),
            DhcpFqdn = dns.Boolean("dhcp-fqdn"),
            LocalTtlSeconds = (int)Seconds(dns.Duration("local-ttl", TimeSpan.Zero, TtlMax)),
        },
        ResolvFile = dns.Text("resolv-file", "a file"),
        Upstreams = new UpstreamSettings
        {
            Servers = [.. ReadServers(dns.Items("servers"))],
            NoResolv = dns.Boolean("no-resolv"),
            Order = ReadOrder(dns),
        },
        Cache = ReadCache(dns.Section("cache")),
        TcpConnectionsMax = dns.Integer("max-tcp-connections", 1, 10_000),
        ForwardMax = dns.Integer("dns-forward-max", 1, 8191),
    };

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
                domains = ReadDomains(server.Items("domains"));
                if (server.Find("server") is { } given) address = given;
                else item.Wrong("has no server");
                server.End();
                if (server.Find("server") is null) continue;
            }

            if (UpstreamAddress.Read(address.Text(UpstreamAddress.Allowed), out string wrong) is { } endpoint) yield return new UpstreamServerSettings(endpoint, domains);
            else address.Wrong(wrong);
        }
    }

    private static ImmutableArray<string> ReadDomains(IEnumerable<ConfigurationValue> items) =>
        [.. items.Select(ReadDomain).Where(domain => domain.Length > 0)];

    private static string ReadDomain(ConfigurationValue value)
    {
        const string Allowed = "a domain name such as lab.example";
        string text = value.Text(Allowed).Trim('.');
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        if (text.Length == 0 || DnsNameText.TryParse(text, wire, out _)) return text;
        value.Wrong($"{value.What()} is not {Allowed}");
        return "";
    }

    private static uint Seconds(TimeSpan time) => (uint)time.TotalSeconds;
}
