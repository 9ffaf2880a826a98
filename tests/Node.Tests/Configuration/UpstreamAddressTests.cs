using System.Net;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class UpstreamAddressTests
{
    [Theory]
    [InlineData("192.0.2.53", "192.0.2.53:53")]
    [InlineData("192.0.2.53#5353", "192.0.2.53:5353")]
    [InlineData("192.0.2.53:5353", "192.0.2.53:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("2001:db8::53#5353", "[2001:db8::53]:5353")]
    [InlineData("[2001:db8::53]", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    [InlineData("[2001:db8::53]#5353", "[2001:db8::53]:5353")]
    [InlineData("tls://192.0.2.53#dns.example", "tls://192.0.2.53:853#dns.example")]
    [InlineData("tls://192.0.2.53:8853#dns.example.", "tls://192.0.2.53:8853#dns.example")]
    [InlineData("tls://[2001:db8::53]:8853", "tls://[2001:db8::53]:8853")]
    [InlineData("https://192.0.2.53/dns-query", "https://192.0.2.53/dns-query")]
    [InlineData("https://[2001:db8::53]:8443/", "https://[2001:db8::53]:8443/")]
    public void Servers_are_written_in_dnsmasqs_way_the_usual_one_and_as_urls(string text, string server) =>
        Assert.Equal(server, UpstreamAddress.Read(text, null, out _)?.ToString());

    [Theory]
    [InlineData("tls://", "tls://ADDR")]
    [InlineData("tls://dns.example", "tls://ADDR")]
    [InlineData("tls://192.0.2.53#", "tls://ADDR")]
    [InlineData("tls://192.0.2.53#not a name", "tls://ADDR")]
    [InlineData("tls://192.0.2.53:0#dns.example", "tls://ADDR")]
    [InlineData("tls://0.0.0.0#dns.example", "tls://ADDR")]
    [InlineData("https://", "https://HOST")]
    [InlineData("https://user@dns.example/dns-query", "https://HOST")]
    [InlineData("https://dns.example/dns-query#part", "https://HOST")]
    [InlineData("https://dns.example/dns-query{?dns}", "https://HOST")]
    [InlineData("https://dns.example/dns-query", "needs the address of dns.example")]
    public void An_encrypted_server_that_cannot_be_asked_is_refused_with_a_reason(string text, string reason)
    {
        Assert.Null(UpstreamAddress.Read(text, null, out string wrong));
        Assert.Contains(reason, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_of_a_url_has_an_address_beside_it()
    {
        UpstreamTarget? target = UpstreamAddress.Read("https://dns.example:8443/dns-query", IPAddress.Parse("192.0.2.53"), out _);

        Assert.Equal(("192.0.2.53:8443", "dns.example"), (target?.Address.ToString(), target?.CertificateName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dns.example")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.053")]
    [InlineData("192.0.2.53:0")]
    [InlineData("192.0.2.53:65536")]
    [InlineData("192.0.2.53#")]
    [InlineData("192.0.2.53#53#53")]
    [InlineData("192.0.2.53:53#53")]
    [InlineData("192.0.2.53:-1")]
    [InlineData("[192.0.2.53]:53")]
    [InlineData("[2001:db8::53")]
    [InlineData("0.0.0.0")]
    [InlineData("udp://192.0.2.53")]
    [InlineData("quic://192.0.2.53")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.Null(UpstreamAddress.Read(text, null, out string wrong));
        Assert.Contains("allowed is ADDR", wrong.Replace("is not a port from", "allowed is ADDR", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
