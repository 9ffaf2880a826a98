using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("10.9.0.1/24", "10.9.0.255", true)]
    [InlineData("10.9.0.1/24", "10.9.1.0", false)]
    [InlineData("10.9.0.1", "10.9.0.1", true)]
    [InlineData("10.9.0.1", "10.9.0.2", false)]
    [InlineData("0.0.0.0/0", "255.1.2.3", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    [InlineData("2001:db8::5/127", "2001:db8::4", true)]
    [InlineData("2001:db8::5/127", "2001:db8::6", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    public void A_network_has_its_addresses(string network, string address, bool expected)
    {
        Assert.True(AddressPrefix.TryParse(network, out AddressPrefix prefix));
        Assert.Equal(expected, prefix.Contains(IpEndpoint.From(IPAddress.Parse(address), 53)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%2/64")]
    [InlineData("lan0")]
    public void What_is_no_network_is_refused(string text) => Assert.False(AddressPrefix.TryParse(text, out _));
}
