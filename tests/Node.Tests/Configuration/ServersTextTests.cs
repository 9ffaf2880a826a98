using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class ServersTextTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:53", "")]
    [InlineData("  192.0.2.1#5353  # the other one", "192.0.2.1:5353", "")]
    [InlineData("tls://192.0.2.1#dns.example", "tls://192.0.2.1:853#dns.example", "")]
    [InlineData("https://192.0.2.1/dns-query", "https://192.0.2.1/dns-query", "")]
    [InlineData("server=192.0.2.1", "192.0.2.1:53", "")]
    [InlineData("server=/corp.example/lab.example/192.0.2.1#5353", "192.0.2.1:5353", "corp.example lab.example")]
    [InlineData("server=/.corp.example./2001:db8::1", "[2001:db8::1]:53", "corp.example")]
    [InlineData("/corp.example/192.0.2.1", "192.0.2.1:53", "corp.example")]
    [InlineData("rev-server=10.1.0.0/16,192.0.2.1", "192.0.2.1:53", "1.10.in-addr.arpa")]
    [InlineData("rev-server=192.0.2.9,192.0.2.1", "192.0.2.1:53", "9.2.0.192.in-addr.arpa")]
    public void A_line_is_a_server(string line, string server, string domains)
    {
        ServersFileText parsed = ServersText.Parse(line);

        Assert.Equal("", parsed.FirstBad);
        UpstreamServerSettings only = Assert.Single(parsed.Servers.Servers);
        Assert.Equal((server, domains), (only.Target.ToString(), string.Join(' ', only.Domains)));
    }

    [Fact]
    public void Behind_an_at_sign_is_where_questions_leave()
    {
        UpstreamTarget target = ServersText.Parse("server=192.0.2.1@wan0@192.0.2.7").Servers.Servers.Single().Target;

        Assert.Equal(("wan0", "192.0.2.7:0"), (target.Interface, target.Source?.ToString()));
        Assert.Equal("192.0.2.7:5300", ServersText.Parse("server=192.0.2.1@192.0.2.7#5300").Servers.Servers.Single().Target.Source?.ToString());
    }

    [Fact]
    public void A_number_sign_for_the_server_is_the_servers_for_everything()
    {
        ServersFileText parsed = ServersText.Parse("server=/corp.example/192.0.2.1\nserver=/www.corp.example/#\n");

        Assert.Equal(["www.corp.example"], parsed.Servers.DefaultDomains);
        Assert.Single(parsed.Servers.Servers);
        Assert.Equal(0, parsed.BadLines);
    }

    [Theory]
    [InlineData("server=/corp.example/")]
    [InlineData("local=/corp.example/")]
    [InlineData("/corp.example/")]
    public void A_domain_without_a_server_is_asked_nowhere(string line)
    {
        ServersFileText parsed = ServersText.Parse(line);

        Assert.Equal(("", 0), (parsed.FirstBad, parsed.Servers.Servers.Length));
        Assert.Equal(["corp.example"], parsed.Servers.LocalDomains);
        Assert.Empty(parsed.Servers.Domains);
    }

    [Theory]
    [InlineData("local=192.0.2.1/", "is not an upstream server")]
    [InlineData("server=//192.0.2.1", "is not a domain")]
    [InlineData("server=/*.example/192.0.2.1", "is not a domain")]
    [InlineData("server=dns.example", "is not an upstream server")]
    [InlineData("server=192.0.2.1@192.0.2.2#70000", "neither an address nor an interface")]
    [InlineData("server=192.0.2.1@2001:db8::1", "of the other family")]
    [InlineData("rev-server=10.1.0.0/16", "no server behind the network")]
    [InlineData("rev-server=10.1/16,192.0.2.1", "is not a network")]
    [InlineData("address=/example/192.0.2.1", "is not an upstream server")]
    [InlineData("https://dns.example/dns-query", "needs the address")]
    [InlineData("server=/", "")]
    [InlineData("\0\u0001", "is not an upstream server")]
    public void A_bad_line_is_counted_and_the_others_are_in_force(string line, string reason)
    {
        ServersFileText parsed = ServersText.Parse($"# comment\n\n{line}\nserver=192.0.2.1\n{line}");

        Assert.Equal(2, parsed.BadLines);
        Assert.StartsWith("line 3: ", parsed.FirstBad, StringComparison.Ordinal);
        Assert.Contains(reason, parsed.FirstBad, StringComparison.Ordinal);
        Assert.Single(parsed.Servers.Servers);
    }
}
