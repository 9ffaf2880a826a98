using System.Net;
using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

// RFC 1035 §3.5, RFC 3596 §2.5
public sealed class ReverseNameTests
{
    [Theory]
    [InlineData("1.2.0.192.in-addr.arpa", "192.0.2.1")]
    [InlineData("255.0.10.0.in-addr.arpa", "0.10.0.255")]
    [InlineData("f.e.d.c.b.a.9.8.7.6.5.4.3.2.1.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "2001:db8::123:4567:89ab:cdef")]
    public void A_whole_address_is_read(string name, string expected)
    {
        byte[] octets = new byte[16];
        ReverseNameKind kind = ReverseName.Read(DnsNameText.ToLowerWire(name), octets);

        int length = kind == ReverseNameKind.Ipv4 ? 4 : 16;
        Assert.Equal(IPAddress.Parse(expected), new IPAddress(octets.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("in-addr.arpa")]
    [InlineData("ip6.arpa")]
    [InlineData("0.192.in-addr.arpa")]
    [InlineData("9.1.2.0.192.in-addr.arpa")]
    [InlineData("01.2.0.192.in-addr.arpa")]
    [InlineData("256.2.0.192.in-addr.arpa")]
    [InlineData("999.2.0.192.in-addr.arpa")]
    [InlineData("1234.2.0.192.in-addr.arpa")]
    [InlineData("a.2.0.192.in-addr.arpa")]
    [InlineData("1.0/25.2.0.192.in-addr.arpa")] // RFC 2317
    [InlineData("1.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("g.e.d.c.b.a.9.8.7.6.5.4.3.2.1.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData(":.e.d.c.b.a.9.8.7.6.5.4.3.2.1.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    [InlineData("0fe.d.c.b.a.9.8.7.6.5.4.3.2.1.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void Anything_else_in_the_trees_is_partial(string name) =>
        Assert.Equal(ReverseNameKind.Partial, ReverseName.Read(DnsNameText.ToLowerWire(name), new byte[16]));

    [Theory]
    [InlineData(".")]
    [InlineData("arpa")]
    [InlineData("home.arpa")]
    [InlineData("1.2.0.192.in-addr.arpa.test")]
    [InlineData("1.2.0.192.xin-addr.arpa")]
    public void Other_names_are_none(string name) =>
        Assert.Equal(ReverseNameKind.None, ReverseName.Read(DnsNameText.ToLowerWire(name), new byte[16]));
}
