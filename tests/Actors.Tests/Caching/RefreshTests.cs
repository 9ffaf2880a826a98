using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Entries that are fetched anew although nobody waits: prefetch and use-stale-cache.</summary>
public sealed class RefreshTests
{
    private static ShardFixture Prefetching() => new(["198.51.100.1"], responses: new ResponsePolicy { Prefetch = true });

    private static ShardFixture StaleAtOnce() => new(["198.51.100.1"], responses: new ResponsePolicy { StaleAtOnceSeconds = 3_600 });

    [Fact]
    public void What_is_popular_is_fetched_anew_once_in_its_last_tenth_and_nobody_waits()
    {
        ShardFixture shard = Prefetching();
        shard.Query("www.example.org");
        shard.Query("www.example.org");
        shard.System.Advance(269);
        shard.Query("www.example.org");
        Assert.Single(shard.Server().Questions);
        shard.System.Advance(2); // 271 of 300
        shard.Server().Delay = TimeSpan.FromMilliseconds(200);
        for (int i = 0; i < 5; i++) Assert.InRange(shard.Query("www.example.org")!.Answers.Single().Ttl, 28u, 29u);
        Assert.Equal(2, shard.Server().Questions.Count);
        shard.System.Advance(0.5);
        Assert.InRange(shard.Query("www.example.org")!.Answers.Single().Ttl, 299u, 300u);
        Assert.Equal(1, shard.Shards.Stats()[0].Counters.Refreshed);
        Assert.Equal(0, shard.Shards.Stats()[0].Counters.Waiting);
        Assert.Equal(1000, Free(shard));
    }

    [Fact]
    public void What_was_asked_for_once_is_left_to_expire()
    {
        ShardFixture shard = Prefetching();
        shard.Query("www.example.org");
        shard.System.Advance(280);
        shard.Query("www.example.org");
        Assert.Single(shard.Server().Questions);
    }

    [Fact]
    public void A_prefetch_that_fails_leaves_what_is_there()
    {
        ShardFixture shard = Prefetching();
        shard.Query("www.example.org");
        shard.Query("www.example.org");
        shard.Server().Says(Rcode.ServFail);
        shard.System.Advance(280);
        for (int i = 0; i < 5; i++) Assert.Equal("192.0.2.1", shard.Query("www.example.org")!.Answers.Single().Address);
        Assert.Equal(2, shard.Server().Questions.Count);
    }

    // dnsmasq's use-stale-cache; RFC 8914 §4.4.
    [Fact]
    public void An_expired_answer_is_given_at_once_and_replaced_behind_it()
    {
        ShardFixture shard = StaleAtOnce();
        shard.Query("www.example.org");
        shard.System.Advance(400);
        DnsView stale = shard.Query("www.example.org", edns: true, seconds: 0)!;
        Assert.Equal((30u, ExtendedErrorCode.StaleAnswer), (stale.Answers.Single().Ttl, stale.ExtendedError!.Value));
        shard.Query("www.example.org", seconds: 0);
        Assert.Equal(2, shard.Server().Questions.Count);
        shard.System.Advance(0.1);
        DnsView fresh = shard.Query("www.example.org", edns: true, seconds: 0)!;
        Assert.Equal((300u, null), (fresh.Answers.Single().Ttl, fresh.ExtendedError));
    }

    [Fact]
    public void While_upstream_fails_it_is_asked_every_half_minute_only()
    {
        ShardFixture shard = StaleAtOnce();
        shard.Query("www.example.org");
        shard.System.Advance(400);
        shard.Server().Says(Rcode.ServFail);
        for (int i = 0; i < 20; i++)
        {
            Assert.Single(shard.Query("www.example.org", seconds: 0)!.Answers);
            shard.System.Advance(1);
        }

        Assert.Equal(2, shard.Server().Questions.Count);
        shard.System.Advance(15);
        shard.Query("www.example.org", seconds: 0);
        Assert.Equal(3, shard.Server().Questions.Count);
    }

    [Fact]
    public void Too_old_is_too_old()
    {
        ShardFixture shard = StaleAtOnce();
        shard.Query("www.example.org");
        shard.System.Advance(300 + 3_601);
        ushort id = shard.Send("www.example.org");
        Assert.Null(shard.Sink[id]);
    }

    // dnsmasq's max-ttl: what is handed out, not what is kept.
    [Fact]
    public void Max_ttl_limits_what_clients_are_given()
    {
        ShardFixture shard = new(["198.51.100.1"], responses: new ResponsePolicy { TtlMaxSeconds = 100 });
        Assert.Equal(100u, shard.Query("www.example.org")!.Answers.Single().Ttl);
        shard.System.Advance(150);
        Assert.Equal(100u, shard.Query("www.example.org")!.Answers.Single().Ttl);
        shard.System.Advance(100);
        Assert.InRange(shard.Query("www.example.org")!.Answers.Single().Ttl, 48u, 50u);
        Assert.Single(shard.Server().Questions);
    }

    private static int Free(ShardFixture shard)
    {
        int free = 0;
        while (shard.Queries.TryRent() is not null) free++;
        return free;
    }
}
