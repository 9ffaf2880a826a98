using System.Net;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Configuration;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Tests.Configuration;

public sealed class AnswerFilterReaderTests
{
    [Fact]
    public void By_default_nothing_is_filtered()
    {
        DnsSettings dns = Read("");
        Assert.True(dns.Filters.IsSameAs(AnswerFilterSettings.None));
        Assert.Equal(new ResponsePolicy { Prefetch = true }, dns.Responses);
    }

    [Fact]
    public void Filters_are_read_as_dnsmasq_writes_them()
    {
        DnsSettings dns = Read("""
            stop-dns-rebind = true, rebind-localhost-ok = true, rebind-domain-ok = [lan, corp.example.]
            bogus-nxdomain = ["203.0.113.7", "2001:db8::/32"], ignore-address = "198.51.100.9"
            alias = ["1.2.3.0,6.7.8.0,255.255.255.0", "192.168.0.10-192.168.0.40,10.0.0.0,255.255.255.0", "1.2.3.4,5.6.7.8"]
            filter-A = true, filter-AAAA = true, filter-rr = [HTTPS, TYPE257]
            """);
        AnswerFilterSettings expected = new()
        {
            StopDnsRebind = true,
            RebindLocalhostOk = true,
            RebindDomainOk = ["lan", "corp.example"],
            BogusNxdomain = [new AddressPrefix(IPAddress.Parse("203.0.113.7"), 32), new AddressPrefix(IPAddress.Parse("2001:db8::"), 32)],
            IgnoreAddress = [new AddressPrefix(IPAddress.Parse("198.51.100.9"), 32)],
            Aliases =
            [
                new AddressAlias(0x01020300, 0x010203FF, 0x06070800, 0xFFFFFF00), new AddressAlias(0xC0A8000A, 0xC0A80028, 0x0A000000, 0xFFFFFF00),
                new AddressAlias(0x01020304, 0x01020304, 0x05060708, uint.MaxValue),
            ],
            FilteredTypes = [RecordType.A, RecordType.AAAA, RecordType.HTTPS, RecordType.CAA],
        };
        Assert.True(dns.Filters.IsSameAs(expected));
    }

    [Fact]
    public void Limits_of_what_is_handed_out_and_kept_are_read()
    {
        DnsSettings dns = Read("max-ttl = 5m, cache { no-negcache = true, use-stale-cache = 1h, prefetch = false }");
        Assert.Equal(new ResponsePolicy { TtlMaxSeconds = 300, StaleAtOnceSeconds = 3_600 }, dns.Responses);
        Assert.Equal(0u, dns.Cache.Ttl.NegativeMaxSeconds);
    }

    [Theory]
    [InlineData("bogus-nxdomain = \"lan0\"", "'lan0' is not ADDRESS or ADDRESS/LENGTH")]
    [InlineData("alias = \"1.2.3.4\"", "is not \"OLD,NEW[,MASK]\"")]
    [InlineData("alias = \"1.2.3.4,5.6.7.8,255.0.255.0\"", "is not \"OLD,NEW[,MASK]\"")]
    [InlineData("alias = \"1.2.3.9-1.2.3.4,5.6.7.8\"", "is not \"OLD,NEW[,MASK]\"")]
    [InlineData("filter-rr = HTPPS", "is not a record type")]
    [InlineData("filter-rr = RRSIG", "belongs to other records")]
    [InlineData("rebind-domain-ok = \"a..b\"", "is not a domain name")]
    public void What_cannot_be_is_said(string line, string expected) =>
        Assert.Contains(expected, Assert.Single(ConfigurationLoader.LoadText($"polymasq.dns {{ {line} }}", "test.conf").Errors), StringComparison.Ordinal);

    private static DnsSettings Read(string block)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText($"polymasq.dns {{ {block} }}", "test.conf");
        Assert.Empty(loaded.Errors);
        return loaded.Settings!.Dns;
    }
}
