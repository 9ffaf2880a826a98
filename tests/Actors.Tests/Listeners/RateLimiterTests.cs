using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class RateLimiterTests
{
    private const long Second = 1_000_000;

    private readonly RateLimiter _limiter = new(queriesPerSecond: 100, Second);

    [Fact]
    public void A_network_may_ask_its_share_at_once_and_then_as_time_passes()
    {
        Assert.Equal(100, Allowed("10.0.0.1", 1_000, at: 50 * Second));
        Assert.Equal(50, Allowed("10.0.0.1", 1_000, at: 50 * Second + (Second / 2)));
        Assert.Equal(100, Allowed("10.0.0.1", 1_000, at: 60 * Second));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.200", true)]
    [InlineData("10.0.0.1", "10.0.1.1", false)]
    [InlineData("2001:db8:0:ff::1", "2001:db8:0:2::9", true)]
    [InlineData("2001:db8:0:ff::1", "2001:db8:0:100::1", false)]
    public void Networks_are_24_bits_of_IPv4_and_56_of_IPv6(string first, string second, bool same)
    {
        Allowed(first, 1_000, at: Second);
        Assert.Equal(same ? 0 : 100, Allowed(second, 1_000, at: Second));
    }

    [Fact]
    public void Many_other_networks_are_hardly_in_the_way()
    {
        for (int i = 0; i < 1_000; i++) Allowed($"100.{i / 256}.{i % 256}.1", 200, at: Second);
        int served = Enumerable.Range(0, 200).Count(i => Allowed($"10.0.{i}.1", 1, at: Second) == 1);
        Assert.True(served > 180, $"{served} of 200");
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        IpEndpoint client = IpEndpoint.From(IPAddress.Parse("10.0.0.1"), 53);
        Assert.Equal(0, Allocations.Of(() => _limiter.Allows(client, Second)));
    }

    private int Allowed(string client, int queries, long at)
    {
        IpEndpoint endpoint = IpEndpoint.From(IPAddress.Parse(client), 4242);
        return Enumerable.Range(0, queries).Count(_ => _limiter.Allows(endpoint, at));
    }
}
