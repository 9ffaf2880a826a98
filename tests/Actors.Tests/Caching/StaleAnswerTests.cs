using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>RFC 8767.</summary>
public sealed class StaleAnswerTests
{
    private readonly ShardFixture _shard = new(["198.51.100.1"], serveStaleSeconds: 86_400);

    public StaleAnswerTests()
    {
        _shard.Query("www.example.org");
        _shard.System.Advance(400); // its TTL was 300
    }

    // §5: the client response timer; §4: a TTL of 30 s.
    [Fact]
    public void An_expired_answer_is_given_after_trying_for_1800_ms()
    {
        _shard.Server().IsSilent = true;
        ushort id = _shard.Send("www.example.org");
        _shard.System.Advance(1.7);
        Assert.Null(_shard.Sink[id]);
        _shard.System.Advance(0.15);
        Assert.Equal(30u, _shard.Sink[id]!.Answers.Single().Ttl);
    }

    [Fact]
    public void It_is_given_at_once_when_upstream_fails()
    {
        _shard.Server().Says(Rcode.ServFail);
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org")!.Answers.Single().Address);
    }

    // §5: no further attempts for half a minute.
    [Fact]
    public void For_half_a_minute_it_is_given_without_asking_upstream()
    {
        _shard.Server().Says(Rcode.ServFail);
        _shard.Query("www.example.org");
        int asked = _shard.Server().Questions.Count;
        _shard.System.Advance(28);
        Assert.Equal(30u, _shard.Query("www.example.org")!.Answers.Single().Ttl);
        Assert.Equal(asked, _shard.Server().Questions.Count);
        Assert.Equal(1, _shard.Counters.StaleHits);
        _shard.System.Advance(5);
        _shard.Query("www.example.org");
        Assert.True(_shard.Server().Questions.Count > asked);
    }

    [Fact]
    public void A_fresh_answer_is_waited_for_when_upstream_works()
    {
        _shard.Server().Says(static reply => reply.A("www.example.org", 300, "192.0.2.9"));
        Assert.Equal("192.0.2.9", _shard.Query("www.example.org")!.Answers.Single().Address);
    }

    [Fact]
    public void An_answer_that_comes_after_the_stale_one_was_given_is_kept()
    {
        _shard.Server().Delay = TimeSpan.FromSeconds(2.5);
        _shard.Server().Says(static reply => reply.A("www.example.org", 300, "192.0.2.9"));
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org", seconds: 2)!.Answers.Single().Address);
        _shard.System.Advance(1);
        Assert.Equal("192.0.2.9", _shard.Query("www.example.org")!.Answers.Single().Address);
    }

    [Fact]
    public void The_half_minute_ends_with_serve_stale()
    {
        _shard.System.Advance(86_300 - 10);
        _shard.Server().Says(Rcode.ServFail);
        Assert.Single(_shard.Query("www.example.org")!.Answers);
        _shard.System.Advance(12);
        Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org")!.Rcode);
    }

    [Fact]
    public void After_serve_stale_it_is_gone()
    {
        _shard.System.Advance(86_400);
        _shard.Server().Says(Rcode.ServFail);
        Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org")!.Rcode);
    }

    [Fact]
    public void Without_serve_stale_there_is_none()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Query("www.example.org");
        shard.System.Advance(400);
        shard.Server().Says(Rcode.ServFail);
        Assert.Equal(Rcode.ServFail, shard.Query("www.example.org")!.Rcode);
    }
}
