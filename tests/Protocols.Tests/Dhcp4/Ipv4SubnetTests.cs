using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class Ipv4SubnetTests
{
    [Theory]
    [InlineData("10.9.0.0/24", "10.9.0.0", "255.255.255.0", "10.9.0.255")]
    [InlineData("10.9.0.77/24", "10.9.0.0", "255.255.255.0", "10.9.0.255")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "0.0.0.0", "255.255.255.255")]
    [InlineData("192.0.2.5/32", "192.0.2.5", "255.255.255.255", "192.0.2.5")]
    public void A_subnet_knows_its_ends(string text, string network, string mask, string last)
    {
        Assert.True(Ipv4Subnet.TryParse(text, out Ipv4Subnet subnet));
        Assert.Equal(Ipv4Address.Parse(network), subnet.Network);
        Assert.Equal(Ipv4Address.Parse(mask), subnet.Mask);
        Assert.Equal(Ipv4Address.Parse(last), subnet.Last);
    }

    [Theory]
    [InlineData("10.9.0.0")]
    [InlineData("10.9.0.0/33")]
    [InlineData("10.9.0.0/-1")]
    [InlineData("10.9.0/24")]
    public void Other_text_is_refused(string text) => Assert.False(Ipv4Subnet.TryParse(text, out _));

    // RFC 3021 §2.1: in a /31 both addresses are hosts.
    [Theory]
    [InlineData("10.9.0.0/24", "10.9.0.0", false)]
    [InlineData("10.9.0.0/24", "10.9.0.1", true)]
    [InlineData("10.9.0.0/24", "10.9.0.255", false)]
    [InlineData("10.9.0.0/24", "10.9.1.1", false)]
    [InlineData("10.9.0.0/31", "10.9.0.0", true)]
    [InlineData("10.9.0.0/31", "10.9.0.1", true)]
    public void Network_and_broadcast_are_no_hosts(string text, string address, bool isHost)
    {
        Assert.True(Ipv4Subnet.TryParse(text, out Ipv4Subnet subnet));
        Assert.Equal(isHost, subnet.IsHostAddress(Ipv4Address.Parse(address)));
    }

    [Fact]
    public void A_range_has_both_its_ends()
    {
        Assert.True(Ipv4Range.TryParse("10.9.0.100-10.9.0.200", out Ipv4Range range));
        Assert.Equal(101, range.Count);
        Assert.True(range.Contains(Ipv4Address.Parse("10.9.0.100")));
        Assert.True(range.Contains(Ipv4Address.Parse("10.9.0.200")));
        Assert.False(range.Contains(Ipv4Address.Parse("10.9.0.201")));
    }

    [Theory]
    [InlineData("10.9.0.200-10.9.0.100")]
    [InlineData("10.9.0.100-")]
    [InlineData("")]
    public void A_range_that_ends_before_it_begins_is_refused(string text) => Assert.False(Ipv4Range.TryParse(text, out _));
}
