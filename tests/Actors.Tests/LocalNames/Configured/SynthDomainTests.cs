using System.Net;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames.Configured;

// dnsmasq: synth-domain
public sealed class SynthDomainTests
{
    [Fact]
    public void Addresses_have_names_and_names_their_addresses()
    {
        LocalNamesFixture names = With(Synth("192.168.0.50", "192.168.0.70", "internal-"));
        Assert.Equal("NoError 192.168.0.56", names.Ask("internal-192-168-0-56.lan.test"));
        Assert.Equal("NoError", names.Ask("internal-192-168-0-56.lan.test", RecordType.AAAA));
        Assert.Equal("NoError internal-192-168-0-56.lan.test.", names.Ask("56.0.168.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("internal-192-168-0-71.lan.test"));
        Assert.Equal("pass", names.Ask("71.0.168.192.in-addr.arpa", RecordType.PTR));
        Assert.Equal("pass", names.Ask("internal-192-168-0-056.lan.test"));
        Assert.Equal("pass", names.Ask("192-168-0-56.lan.test"));
        Assert.Equal("pass", names.Ask("x.internal-192-168-0-56.lan.test"));
    }

    [Fact]
    public void Numbered_names_count_from_the_first_address()
    {
        LocalNamesFixture names = With(Synth("192.168.0.50", "192.168.0.70", "pc", isNumbered: true));
        Assert.Equal("NoError 192.168.0.50", names.Ask("pc0.lan.test"));
        Assert.Equal("NoError 192.168.0.70", names.Ask("pc20.lan.test"));
        Assert.Equal("pass", names.Ask("pc21.lan.test"));
        Assert.Equal("pass", names.Ask("pc18446744073709551615.lan.test"));
        Assert.Equal("NoError pc6.lan.test.", names.Ask("56.0.168.192.in-addr.arpa", RecordType.PTR));
    }

    [Fact]
    public void Ipv6_addresses_are_written_out()
    {
        LocalNamesFixture names = With(Synth("2001:db8::", "2001:db8::ffff", "v6-"));
        Assert.Equal("NoError 2001:db8::1f", names.Ask("v6-2001-0db8-0000-0000-0000-0000-0000-001f.lan.test", RecordType.AAAA));
        Assert.Equal("NoError 2001:db8::1f", names.Ask("v6-2001-db8--1f.lan.test", RecordType.AAAA)); // as dnsmasq writes it
        Assert.Equal("pass", names.Ask("v6-2001-db8--1-1f.lan.test", RecordType.AAAA));
        Assert.Equal(
            "NoError v6-2001-0db8-0000-0000-0000-0000-0000-001f.lan.test.",
            names.Ask("f.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", RecordType.PTR));
    }

    private static LocalNamesFixture With(SynthDomain domain) => new(Settings with { Configured = ConfiguredNames.None with { SynthDomains = [domain] } });

    private static SynthDomain Synth(string first, string last, string prefix, bool isNumbered = false) => new(
        [.. DnsNameText.ToLowerWire("lan.test")!], [.. IPAddress.Parse(first).GetAddressBytes()], [.. IPAddress.Parse(last).GetAddressBytes()], prefix, isNumbered);
}
