using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class NotForwardedTests
{
    // RFC 6303 §4, RFC 6761 §6.1, RFC 7793, RFC 4193.
    [Theory]
    [InlineData("4.3.2.10.in-addr.arpa", true)]
    [InlineData("1.1.16.172.in-addr.arpa", true)]
    [InlineData("1.1.31.172.in-addr.arpa", true)]
    [InlineData("1.1.32.172.in-addr.arpa", false)]
    [InlineData("1.1.168.192.in-addr.arpa", true)]
    [InlineData("1.1.127.100.in-addr.arpa", true)]
    [InlineData("1.1.128.100.in-addr.arpa", false)]
    [InlineData("8.8.8.8.in-addr.arpa", false)]
    [InlineData("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", true)]
    public void Private_addresses_are_not_looked_up_in_the_world(string name, bool isPrivate)
    {
        Assert.Equal(isPrivate ? "NxDomain" : "pass", new LocalNamesFixture(Settings with { BogusPriv = true }).Ask(name, RecordType.PTR));
        Assert.Equal("pass", new LocalNamesFixture(Settings).Ask(name, RecordType.PTR));
    }

    [Fact]
    public void A_reverse_route_wins_over_bogus_priv()
    {
        LocalNamesFixture names = new(Settings with { BogusPriv = true, Routed = ["2.10.in-addr.arpa"] });
        Assert.Equal("pass", names.Ask("4.3.2.10.in-addr.arpa", RecordType.PTR));
        Assert.Equal("NxDomain", names.Ask("4.3.1.10.in-addr.arpa", RecordType.PTR));
    }

    // dnsmasq: of local=/corp.example/ and server=/lab.corp.example/ADDR the longer one counts.
    [Theory]
    [InlineData("x.corp.example", "NxDomain")]
    [InlineData("lab.corp.example", "pass")]
    [InlineData("x.lab.corp.example", "pass")]
    [InlineData("x.own.lab.corp.example", "NxDomain")]
    public void A_server_for_a_longer_domain_wins_over_local(string name, string answer)
    {
        LocalNamesFixture names = new(Settings with { Local = ["corp.example", "own.lab.corp.example"], Routed = ["example", "lab.corp.example"] });
        Assert.Equal(answer, names.Ask(name));
    }

    [Fact]
    public void The_way_to_private_addresses_is_no_dead_end() =>
        Assert.Equal("NoError", new LocalNamesFixture(Settings with { BogusPriv = true }).Ask("10.in-addr.arpa", RecordType.NS));

    // dnsmasq: domain-needed
    [Theory]
    [InlineData("printer", RecordType.A, "NxDomain")]
    [InlineData("printer", RecordType.AAAA, "NxDomain")]
    [InlineData("com", RecordType.NS, "pass")]
    [InlineData("printer.example", RecordType.A, "pass")]
    [InlineData(".", RecordType.A, "pass")]
    public void Plain_names_stay_here(string name, RecordType type, string answer) =>
        Assert.Equal(answer, new LocalNamesFixture(Settings with { DomainNeeded = true }).Ask(name, type));

    [Fact]
    public void Laboratories_have_servers_for_test() =>
        Assert.Equal("pass", new LocalNamesFixture(Settings with { SpecialUse = true }).Ask("x.test"));

    // RFC 6761 §6.4, RFC 7686, RFC 8375, RFC 9462 §6.4.
    [Theory]
    [InlineData("invalid")]
    [InlineData("abc.onion")]
    [InlineData("nas.home.arpa")]
    [InlineData("_dns.resolver.arpa")]
    public void Names_for_special_use_do_not_exist(string name)
    {
        Assert.Equal("NxDomain", new LocalNamesFixture(Settings with { SpecialUse = true }).Ask(name));
        Assert.Equal("pass", new LocalNamesFixture(Settings with { SpecialUse = true, Routed = ["invalid", "onion", "arpa"] }).Ask(name));
    }
}
