using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Upstreams;

public sealed class UpstreamSetTests
{
    private static readonly IpEndpoint World = IpEndpoint.From([192, 0, 2, 1], 53), Corp = IpEndpoint.From([192, 0, 2, 2], 53), Lab = IpEndpoint.From([192, 0, 2, 3], 53);

    private readonly UpstreamSet _set = UpstreamSetBuilder.Build(
        [new(World, []), new(Corp, ["corp.example", "2.0.192.in-addr.arpa"]), new(Lab, ["LAB.corp.example."])],
        new[] { World, Corp, Lab }.Select(UpstreamTarget.Plain).ToDictionary(static target => target, static target => new UpstreamServer(target, 1)),
        UpstreamOrder.Fastest,
        ["open.corp.example"],
        new HashSet<UpstreamTarget>());

    [Theory]
    [InlineData("www.example.org", 1)]
    [InlineData(".", 1)]
    [InlineData("corp.example", 2)]
    [InlineData("a.b.corp.example", 2)]
    [InlineData("notcorp.example", 1)]
    [InlineData("lab.corp.example", 3)]
    [InlineData("x.lab.corp.example", 3)]
    [InlineData("www.open.corp.example", 1)]
    [InlineData("7.2.0.192.in-addr.arpa", 2)]
    public void The_longest_domain_wins(string name, byte server) =>
        Assert.Equal(IpEndpoint.From([192, 0, 2, server], 53), _set.For(DnsBuilder.Name(name))[0].Address);

    [Fact]
    public void Choosing_allocates_nothing()
    {
        byte[] name = DnsBuilder.Name("a.b.c.corp.example");
        int found = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++) found += _set.For(name).Length;
        }));
        Assert.True(found >= 200);
    }

    [Fact]
    public void All_servers_are_listed_once() => Assert.Equal(3, _set.All.Length);
}
