using System.Collections.Immutable;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Reads those keys of the block dns that say what we know ourselves.</summary>
internal static class LocalNamesReader
{
    /// <param name="dns">The block.</param>
    /// <param name="routed">Domains that upstream servers are named for: they go before the rules for shorter ones.</param>
    public static LocalNamesSettings Read(ConfigurationSection dns, ImmutableArray<string> routed)
    {
        string domain = dns.Find("domain") is { } given ? DomainName.Read(given) : "";
        return new LocalNamesSettings
        {
            Domain = domain,
            Local = DomainName.ReadAll(dns.Items("local")),
            HostsFile = dns.Text("hosts-file", "a file"),
            NoHosts = dns.Boolean("no-hosts"),
            AddnHosts = [.. dns.Texts("addn-hosts", "a file or a folder")],
            ExpandHosts = dns.Boolean("expand-hosts"),
            DhcpFqdn = dns.Boolean("dhcp-fqdn"),
            LocalTtlSeconds = (int)dns.Duration("local-ttl", TimeSpan.Zero, DnsReader.TtlMax).TotalSeconds,
            DhcpTtlSeconds = (int?)dns.DurationOr("local-ttl", "dhcp-ttl", TimeSpan.Zero, DnsReader.TtlMax)?.TotalSeconds,
            Configured = new ConfiguredNames(
                RecordReader.Read(dns, domain), AddressRuleReader.Read(dns), InterfaceNameReader.Read(dns), SynthDomainReader.Read(dns)),
            Blocklists = [.. dns.Texts("blocklists", "a file or a folder")],
            BlockedDoNotExist = dns.Choice("blocklist-answer", ("null-address", false), ("nxdomain", true)),
            Routed = routed,
            BogusPriv = dns.Boolean("bogus-priv"),
            DomainNeeded = dns.Boolean("domain-needed"),
            SpecialUse = dns.Boolean("special-use"),
            LocaliseQueries = dns.Boolean("localise-queries"),
            NoRoundRobin = dns.Boolean("no-round-robin"),
        };
    }
}
