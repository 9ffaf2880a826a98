using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class IpEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1", 53)]
    [InlineData("0.0.0.0", 0)]
    [InlineData("255.255.255.255", 65535)]
    [InlineData("2001:db8::1", 5353)]
    [InlineData("fe80::1%3", 53)]
    [InlineData("::", 53)]
    public void It_keeps_address_scope_and_port(string address, int port)
    {
        IPEndPoint original = new(IPAddress.Parse(address), port);
        Assert.Equal(original, IpEndpoint.From(original).ToIPEndPoint());
    }

    [Fact]
    public void Addresses_ports_and_scopes_tell_endpoints_apart()
    {
        IpEndpoint one = IpEndpoint.From(IPAddress.Parse("192.0.2.1"), 53);
        Assert.Equal(one, IpEndpoint.From([192, 0, 2, 1], 53));
        Assert.NotEqual(one, one.WithPort(54));
        Assert.NotEqual(one, IpEndpoint.From([192, 0, 2, 2], 53));
        Assert.NotEqual(IpEndpoint.From(IPAddress.Parse("fe80::1%2"), 53), IpEndpoint.From(IPAddress.Parse("fe80::1%3"), 53));
    }

    [Theory]
    [InlineData("127.0.0.53", true)]
    [InlineData("::1", true)]
    [InlineData("128.0.0.1", false)]
    [InlineData("::2", false)]
    public void Loopback_is_known(string address, bool expected) =>
        Assert.Equal(expected, IpEndpoint.From(IPAddress.Parse(address), 53).IsLoopback);

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("0.0.0.1", false)]
    [InlineData("1::", false)]
    public void The_unspecified_address_is_known(string address, bool expected) =>
        Assert.Equal(expected, IpEndpoint.From(IPAddress.Parse(address), 53).IsAny);
}
