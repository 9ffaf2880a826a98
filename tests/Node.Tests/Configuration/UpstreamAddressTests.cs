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
    public void Servers_are_written_in_dnsmasqs_way_and_in_the_usual_one(string text, string server) =>
        Assert.Equal(server, UpstreamAddress.Read(text, out _)?.ToString());

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
    [InlineData("tls://192.0.2.53#dns.example")]
    [InlineData("https://dns.example/dns-query")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.Null(UpstreamAddress.Read(text, out string wrong));
        Assert.Contains("allowed is ADDR", wrong.Replace("is not a port from", "allowed is ADDR", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
