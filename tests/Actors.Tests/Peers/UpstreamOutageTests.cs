using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.Peers;

/// <summary>Upstream is cut off: what one gateway has in its cache does for all.</summary>
public sealed class UpstreamOutageTests
{
    private readonly PeerFixture _cluster = new(gateways: 3);

    public UpstreamOutageTests() => _cluster.Upstream.IsSilent = true;

    [Fact]
    public void A_home_without_upstream_asks_the_others_for_what_they_have()
    {
        _cluster.Gateway("gw2").SaysSigned(_cluster, Rcode.Refused);
        Assert.Equal("192.0.2.1", _cluster.Shard.Query(_cluster.NameAt("gw1"), seconds: 0.4)!.Answers.Single().Address);
        Assert.True(PeerFixture.IsCacheOnly(Assert.Single(_cluster.Gateway("gw2").Questions)));
        Assert.True(PeerFixture.IsCacheOnly(Assert.Single(_cluster.Gateway("gw3").Questions)));
    }

    [Fact]
    public void Once_upstream_is_known_to_be_down_nobody_waits_for_it()
    {
        _cluster.Shard.Query(_cluster.NameAt("gw1"), seconds: 6);
        for (int i = 1; i < 10; i++) Assert.Equal(Rcode.NoError, _cluster.Shard.Query(_cluster.NameAt("gw1", i), seconds: 0.03)!.Rcode);
    }

    [Fact]
    public void That_nobody_has_it_is_not_taken_for_an_answer()
    {
        foreach (string other in (string[])["gw2", "gw3"]) _cluster.Gateway(other).SaysSigned(_cluster, Rcode.Refused);
        string name = _cluster.NameAt("gw1");
        _cluster.Shard.Send(name);
        _cluster.Shard.System.Advance(2);
        Assert.Empty(_cluster.Shard.Sink.Replies);
        _cluster.Upstream.IsSilent = false;
        _cluster.Shard.System.Advance(3);
        Assert.Equal(Rcode.NoError, Assert.Single(_cluster.Shard.Sink.Replies).Rcode);
    }

    [Fact]
    public void When_the_home_fails_too_the_third_may_have_it()
    {
        _cluster.Gateway("gw2").SaysSigned(_cluster, Rcode.ServFail);
        Assert.Equal(Rcode.NoError, _cluster.Shard.Query(_cluster.NameAt("gw2"), seconds: 0.5)!.Rcode);
        Assert.Single(_cluster.Gateway("gw2").Questions);
        Assert.True(PeerFixture.IsCacheOnly(Assert.Single(_cluster.Gateway("gw3").Questions)));
    }

    [Fact]
    public void An_upstream_that_refuses_all_is_no_better_than_one_that_is_silent()
    {
        _cluster.Upstream.IsSilent = false;
        _cluster.Upstream.Says(Rcode.Refused);
        Assert.Equal(Rcode.NoError, _cluster.Shard.Query(_cluster.NameAt("gw1"))!.Rcode);
    }
}
