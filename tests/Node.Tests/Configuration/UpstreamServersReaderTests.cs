using System.Net;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class UpstreamServersReaderTests
{
    private const string Pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public void An_entry_can_say_who_the_server_is_and_where_questions_leave()
    {
        UpstreamServerSettings server = Single($$"""{ server = "tls://192.0.2.53#dns.example", pin = ["{{Pin}}"], source = "192.0.2.7", interface = wan0, domains = [corp.example] }""");

        Assert.Equal("tls://192.0.2.53:853#dns.example", server.Target.ToString());
        Assert.Equal((Pin["sha256/".Length..], "192.0.2.7:0", "wan0"), (server.Target.Pins, server.Target.Source?.ToString(), server.Target.Interface));
        Assert.Equal(["corp.example"], server.Domains);
    }

    [Fact]
    public void A_url_has_its_address_beside_it()
    {
        UpstreamServerSettings server = Single("""{ server = "https://dns.example/dns-query", address = "192.0.2.53" }""");

        Assert.Equal((UpstreamTransport.Https, "192.0.2.53:443"), (server.Target.Transport, server.Target.Address.ToString()));
    }

    // dnsmasq: server=/DOMAIN/#
    [Fact]
    public void A_domain_can_be_given_back_to_the_servers_for_everything()
    {
        NodeSettings settings = Read("""["192.0.2.1", { server = "192.0.2.2", domains = [example] }, { server = "#", domains = [open.example], networks = "10.0.0.0/8" }]""");

        Assert.Equal(2, settings.Dns.Upstreams.Servers.Length);
        Assert.Equal(["open.example", "10.in-addr.arpa"], settings.Dns.Upstreams.DefaultDomains);
        Assert.Equal(["example", "open.example", "10.in-addr.arpa"], settings.Dns.LocalNames.Routed);
    }

    // dnsmasq: rev-server
    [Theory]
    [InlineData("10.0.0.0/8", "10.in-addr.arpa")]
    [InlineData("10.1.0.0/16", "1.10.in-addr.arpa")]
    [InlineData("192.0.2.0/24", "2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.7/32", "7.2.0.192.in-addr.arpa")]
    [InlineData("192.0.2.64/31", "64.2.0.192.in-addr.arpa 65.2.0.192.in-addr.arpa")]
    [InlineData("172.16.0.0/14", "16.172.in-addr.arpa 17.172.in-addr.arpa 18.172.in-addr.arpa 19.172.in-addr.arpa")]
    [InlineData("fd00::/8", "d.f.ip6.arpa")]
    [InlineData("2001:db8::/32", "8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("fc00::/7", "c.f.ip6.arpa d.f.ip6.arpa")]
    public void A_network_is_the_domains_of_its_addresses(string network, string domains) =>
        Assert.Equal(domains.Split(' '), NetworkDomains.Of(IPNetwork.Parse(network)));

    [Theory]
    [InlineData("""{ server = "https://dns.example/dns-query" }""", "needs the address of dns.example")]
    [InlineData("""{ server = "192.0.2.1", address = "192.0.2.2" }""", "is for https:// servers")]
    [InlineData("""{ server = "192.0.2.1", pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }""", "is for tls:// and https:// servers")]
    [InlineData("""{ server = "tls://192.0.2.1#dns.example", pin = "sha256/AAAA" }""", "is not sha256/BASE64")]
    [InlineData("""{ server = "tls://192.0.2.1#dns.example", pin = "sha1/AAAA" }""", "is not sha256/BASE64")]
    [InlineData("""{ server = "192.0.2.1", source = "0.0.0.0:5300" }""", "is not an address of ours")]
    [InlineData("""{ server = "tls://192.0.2.1#dns.example", source = "192.0.2.2#5300" }""", "only questions over UDP")]
    [InlineData("""{ server = "192.0.2.1", source = "2001:db8::1" }""", "is not of the server's family")]
    [InlineData("""{ server = "192.0.2.1", interface = "no name" }""", "is not an interface's name")]
    [InlineData("""{ server = "192.0.2.1", networks = "10.1.0.0/8" }""", "host bits must be 0")]
    [InlineData("""{ server = "192.0.2.1", networks = "10.1" }""", "is not a network")]
    [InlineData("""{ server = "#" }""", "names none")]
    [InlineData("""{ domains = [ example ] }""", "has no server")]
    [InlineData("""{ server = "192.0.2.1", souce = "192.0.2.2" }""", "did you mean source?")]
    public void What_cannot_be_is_an_error_with_its_reason(string entry, string reason) =>
        Assert.Contains(reason, Assert.Single(Load($"[{entry}]").Errors), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_authorities_must_have_some()
    {
        string[] arguments = ["--set", """dns.servers=[{ server = "tls://192.0.2.1#dns.example", ca-file = "/dev/null" }]"""];
        Assert.Contains("there is no certificate in /dev/null", Assert.Single(ConfigurationLoader.Load(CommandLine.Parse(arguments, out _)!).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7:0")]
    [InlineData("192.0.2.7#5300", "192.0.2.7:5300")]
    [InlineData("192.0.2.7:5300", "192.0.2.7:5300")]
    public void Questions_leave_from_an_address_and_a_port_if_one_is_given(string source, string expected) =>
        Assert.Equal(expected, Single($$"""{ server = "192.0.2.1", source = "{{source}}" }""").Target.Source?.ToString());

    [Fact]
    public void The_query_port_is_not_the_one_that_clients_ask_at() => Assert.Contains(
        "is dns.port", Assert.Single(ConfigurationLoader.LoadText("polymasq.dns { port = 5300, query-port = 5300 }", "test.conf").Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData(20_000, 21_000)]
    [InlineData(60_000, 50_000)]
    public void Source_ports_must_be_many(int first, int last)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText($"polymasq.dns {{ min-port = {first}, max-port = {last} }}", "test.conf");
        Assert.Contains("at least 1024 ports", Assert.Single(loaded.Errors), StringComparison.Ordinal);
    }

    private static UpstreamServerSettings Single(string entry) => Read($"[{entry}]").Dns.Upstreams.Servers.Single();

    private static NodeSettings Read(string servers)
    {
        LoadedConfiguration loaded = Load(servers);
        Assert.Empty(loaded.Errors);
        return loaded.Settings!;
    }

    private static LoadedConfiguration Load(string servers) => ConfigurationLoader.LoadText($"polymasq.dns.servers = {servers}", "test.conf");
}
