using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Peers;

public sealed class PeerQueryTests
{
    private readonly PeerFixture _cluster = new(gateways: 3);

    [Fact]
    public void What_is_in_the_cache_is_answered_at_once_and_signed()
    {
        string name = _cluster.NameAt("gw1");
        _cluster.Shard.Query(name);
        _cluster.Shard.System.Advance(100);
        Assert.Equal(200u, _cluster.AskAsGateway(name)!.Answers.Single().Ttl);
        Assert.Equal(1, _cluster.Shard.PeerCounters.Hits);
    }

    // The one rule against loops: whoever is asked by a gateway asks none itself, whatever it thinks of where the name has its home.
    [Theory]
    [InlineData("gw1")]
    [InlineData("gw2")]
    [InlineData("gw3")]
    public void What_is_not_is_asked_upstream_and_never_of_another_gateway(string home)
    {
        Assert.Null(_cluster.AskAsGateway(_cluster.NameAt(home)));
        Assert.Equal(DnsResponse.Pending, _cluster.Outcome);
        _cluster.Shard.System.Advance(0.05);
        Assert.Single(_cluster.Shard.PeerSink.Replies);
        Assert.Single(_cluster.Upstream.Questions);
        AssertNoGatewayWasAsked();
    }

    [Fact]
    public void Nor_is_another_gateway_asked_when_upstream_fails()
    {
        _cluster.Upstream.Says(Rcode.ServFail);
        _cluster.AskAsGateway(_cluster.NameAt("gw2"));
        _cluster.Shard.System.Advance(6);
        Assert.Equal(Rcode.ServFail, Assert.Single(_cluster.Shard.PeerSink.Replies).Rcode);
        AssertNoGatewayWasAsked();
    }

    [Fact]
    public void A_gateway_that_joins_a_question_to_another_one_gets_its_answer_from_upstream()
    {
        string name = _cluster.NameAt("gw2");
        _cluster.Gateway("gw2").IsSilent = true;
        _cluster.Shard.Send(name);
        Assert.Empty(_cluster.Upstream.Questions);
        _cluster.AskAsGateway(name);
        _cluster.Shard.System.Advance(0.03);
        Assert.Single(_cluster.Upstream.Questions);
        Assert.Single(_cluster.Shard.PeerSink.Replies);
        Assert.Single(_cluster.Shard.Sink.Replies);
    }

    [Fact]
    public void A_gateway_hears_within_a_second_that_upstream_is_silent_and_a_client_goes_on_waiting()
    {
        string name = _cluster.NameAt("gw1");
        _cluster.Upstream.IsSilent = true;
        foreach (string other in (string[])["gw2", "gw3"]) _cluster.Gateway(other).IsSilent = true;
        _cluster.Shard.Send(name);
        _cluster.AskAsGateway(name);
        _cluster.Shard.System.Advance(0.8);
        Assert.Equal(Rcode.ServFail, Assert.Single(_cluster.Shard.PeerSink.Replies).Rcode);
        Assert.Empty(_cluster.Shard.Sink.Replies);
        _cluster.Upstream.IsSilent = false;
        _cluster.Shard.System.Advance(4);
        Assert.Equal(Rcode.NoError, Assert.Single(_cluster.Shard.Sink.Replies).Rcode);
    }

    [Fact]
    public void A_question_for_what_is_in_the_cache_is_never_asked_on()
    {
        Assert.Equal(Rcode.Refused, _cluster.AskAsGateway(_cluster.NameAt("gw1"), cacheOnly: true)!.Rcode);
        _cluster.Shard.System.Advance(1);
        Assert.Empty(_cluster.Upstream.Questions);
        Assert.Equal(1, _cluster.Shard.PeerCounters.Refused);
        string name = _cluster.NameAt("gw1", 1);
        _cluster.Shard.Query(name);
        Assert.Single(_cluster.AskAsGateway(name, cacheOnly: true)!.Answers);
    }

    [Fact]
    public void A_failure_that_is_remembered_is_nothing_to_pass_on()
    {
        string name = _cluster.NameAt("gw1");
        _cluster.Upstream.Says(Rcode.ServFail);
        foreach (string other in (string[])["gw2", "gw3"]) _cluster.Gateway(other).IsSilent = true;
        Assert.Equal(Rcode.ServFail, _cluster.Shard.Query(name, seconds: 6)!.Rcode);
        Assert.Equal(Rcode.Refused, _cluster.AskAsGateway(name, cacheOnly: true)!.Rcode);
    }

    // RFC 8767 §4
    [Fact]
    public void An_expired_answer_is_given_to_who_asks_for_what_is_in_the_cache()
    {
        PeerFixture cluster = new(serveStaleSeconds: 3600);
        string name = cluster.NameAt("gw1");
        cluster.Shard.Query(name);
        cluster.Shard.System.Advance(400);
        Assert.Equal(30u, cluster.AskAsGateway(name, cacheOnly: true)!.Answers.Single().Ttl);
        cluster.Shard.System.Advance(3600);
        Assert.Equal(Rcode.Refused, cluster.AskAsGateway(name, cacheOnly: true)!.Rcode);
    }

    [Fact]
    public void Who_does_not_sign_or_signs_wrongly_gets_no_answer()
    {
        string name = _cluster.NameAt("gw1");
        _cluster.Shard.Query(name);
        Assert.Null(_cluster.Deliver(DnsBuilder.Query(name, RecordType.A), out _));
        Assert.Equal(DnsResponse.Dropped, _cluster.Outcome);
        using TsigCodec stranger = PeerSettings.From("another secret altogether"u8, TimeSpan.Zero).MakeCodec();
        Assert.Null(_cluster.AskAsGateway(name, codec: stranger));
        Assert.Equal(DnsResponse.Dropped, _cluster.Outcome);
        Assert.Equal(2, _cluster.Shard.PeerCounters.Rejected);
        Assert.Equal(0, _cluster.Shard.PeerCounters.Queries);
    }

    private void AssertNoGatewayWasAsked() =>
        Assert.All(_cluster.Names.Skip(1), name => Assert.Empty(_cluster.Gateway(name).Questions));
}
