using System.Net;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using static Polymasq.Actors.Tests.Listeners.Machine;

namespace Polymasq.Actors.Tests.Listeners;

/// <summary>dnsmasq's local-service.</summary>
public sealed class LocalServiceTests
{
    private static readonly InterfaceSet Gateway = With(Interface(2, "lan0", "10.9.0.1/24", "fe80::1/64", "2001:db8:9::1/64"), Interface(3, "wan0", "192.0.2.2/30"));

    [Theory]
    [InlineData("10.9.0.77", true)]
    [InlineData("10.9.1.77", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.5.5.5", true)]
    [InlineData("::1", true)]
    [InlineData("fe80::77", true)]
    [InlineData("2001:db8:9::77", true)]
    [InlineData("2001:db8:a::77", false)]
    [InlineData("192.0.2.1", true)]
    [InlineData("192.0.2.53", false)]
    [InlineData("8.8.8.8", false)]
    public void Only_hosts_in_our_own_subnets_are_served(string client, bool expected) =>
        Assert.Equal(expected, Served(Settings() with { LocalService = true }, client));

    [Theory]
    [InlineData("lan0", "", "")]
    [InlineData("", "wan0", "")]
    [InlineData("", "", "10.9.0.1")]
    public void It_means_nothing_where_something_says_where_to_listen(string interfaces, string except, string addresses) =>
        Assert.True(Served(Settings(interfaces, except, addresses) with { LocalService = true }, "8.8.8.8"));

    [Fact]
    public void Switched_off_anybody_is_served() => Assert.True(Served(Settings(), "8.8.8.8"));

    private static bool Served(ListenSettings settings, string client) =>
        ListenPlan.Compute(settings, Gateway).Served.Takes(IpEndpoint.From(IPAddress.Parse(client), 4242));
}
