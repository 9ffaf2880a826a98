using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class CacheShardTests
{
    private readonly ShardFixture _shard = new(["198.51.100.1"]);

    [Fact]
    public void A_miss_is_asked_upstream_and_a_hit_is_not()
    {
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org")!.Answers.Single().Address);
        Assert.Equal("192.0.2.1", _shard.Query("WWW.example.ORG")!.Answers.Single().Address);
        Assert.Single(_shard.Server().Questions);
        Assert.Equal(1, _shard.Counters.Hits);
        Assert.Equal(1, _shard.Counters.Misses);
    }

    [Fact]
    public void Every_client_gets_its_own_id_letter_case_and_EDNS()
    {
        byte[] plain = DnsBuilder.Query("www.example.org", RecordType.A, id: 1);
        byte[] edns = DnsBuilder.Query("wWw.eXample.org", RecordType.A, id: 2, edns: true);
        _shard.Send(plain);
        _shard.Send(edns);
        _shard.System.Advance(0.05);
        Assert.Equal("www.example.org.", _shard.Sink[1]!.Name);
        Assert.False(_shard.Sink[1]!.Edns.IsPresent);
        Assert.Equal("wWw.eXample.org.", _shard.Sink[2]!.Name);
        Assert.True(_shard.Sink[2]!.Edns.IsPresent);
    }

    [Fact]
    public void However_many_wait_upstream_is_asked_once()
    {
        ushort[] ids = [.. Enumerable.Range(0, 50).Select(_ => _shard.Send("www.example.org"))];
        _shard.System.Advance(0.05);
        Assert.All(ids, id => Assert.Equal(Rcode.NoError, _shard.Sink[id]!.Rcode));
        Assert.Single(_shard.Server().Questions);
        Assert.Equal(49, _shard.Shards.Stats()[0].Counters.Merged);
    }

    // RFC 3225, RFC 6840 §5.9: answers with DO or CD are others.
    [Fact]
    public void Signed_and_unsigned_answers_are_kept_apart()
    {
        _shard.Query("www.example.org");
        _shard.Query("www.example.org", dnssecOk: true);
        Assert.Equal(2, _shard.Server().Questions.Count);
        Assert.True(DnsView.Of(_shard.Server().Questions[1]).Edns.DnssecOk);
    }

    // RFC 6891 §6.2.5: and no reply of an upstream is ever a fragment.
    [Fact]
    public void Upstream_is_asked_with_RD_and_an_OPT_of_1232()
    {
        _shard.Query("www.example.org");
        DnsView question = DnsView.Of(_shard.Server().Questions.Single());
        Assert.True(question.Header.Flags.IsRecursionDesired);
        Assert.Equal(1232, question.Edns.UdpPayloadSize);
    }

    [Fact]
    public void TTLs_count_down_and_the_answer_is_fetched_again_when_they_have_run_out()
    {
        _shard.Query("www.example.org");
        _shard.System.Advance(100);
        Assert.InRange(_shard.Query("www.example.org")!.Answers.Single().Ttl, 199u, 200u);
        _shard.System.Advance(201);
        Assert.Equal(300u, _shard.Query("www.example.org")!.Answers.Single().Ttl);
        Assert.Equal(2, _shard.Server().Questions.Count);
    }

    // RFC 2308 §3, §5: a negative response lives for the lesser of the SOA's TTL and its MINIMUM.
    [Fact]
    public void Nxdomain_is_not_asked_again_before_the_SOA_minimum_has_passed()
    {
        _shard.Server().Says(reply => reply.Soa("example.org", 3_600, minimum: 60), Rcode.NxDomain);
        _shard.Query("gone.example.org");
        _shard.System.Advance(58);
        Assert.Equal(Rcode.NxDomain, _shard.Query("gone.example.org")!.Rcode);
        Assert.Single(_shard.Server().Questions);
        _shard.System.Advance(3);
        _shard.Query("gone.example.org");
        Assert.Equal(2, _shard.Server().Questions.Count);
    }

    [Fact]
    public void An_answer_with_TTL_0_reaches_all_who_wait_and_is_not_kept()
    {
        _shard.Server().Says(reply => reply.A("www.example.org", 0, "192.0.2.7"));
        ushort first = _shard.Send("www.example.org"), second = _shard.Send("www.example.org");
        _shard.System.Advance(0.05);
        Assert.Equal("192.0.2.7", _shard.Sink[first]!.Answers.Single().Address);
        Assert.Equal("192.0.2.7", _shard.Sink[second]!.Answers.Single().Address);
        _shard.Query("www.example.org");
        Assert.Equal(2, _shard.Server().Questions.Count);
    }

    [Fact]
    public void Queries_beyond_the_limit_of_open_questions_are_shed()
    {
        ShardFixture shard = new(["198.51.100.1"], questionsMax: 3);
        shard.Server().IsSilent = true;
        for (int i = 0; i < 3; i++) shard.Send($"{i}.example.org");
        Assert.Equal(Rcode.ServFail, shard.Sink[shard.Send("4.example.org")]!.Rcode);
        Assert.Equal(1, shard.Shards.Stats()[0].Counters.Shed);
        shard.Server().IsSilent = false;
        shard.System.Advance(1);
        Assert.Equal(Rcode.NoError, shard.Query("4.example.org")!.Rcode);
    }

    [Fact]
    public void Every_packet_comes_back_to_its_pool()
    {
        for (int i = 0; i < 20; i++) _shard.Query($"{i % 7}.example.org");
        _shard.Server().IsSilent = true;
        for (int i = 0; i < 20; i++) _shard.Send($"s{i % 7}.example.org");
        Assert.Equal(20, _shard.Shards.Stats()[0].Counters.Waiting);
        _shard.System.Advance(10);
        Assert.Equal(0, _shard.Shards.Stats()[0].Counters.Waiting);
        Assert.Equal(1000, Drain(_shard.Queries));
        Assert.Equal(1000, Drain(_shard.Replies));

        static int Drain(Actors.Listeners.PacketPool pool)
        {
            int count = 0;
            while (pool.TryRent() is not null) count++;
            return count;
        }
    }
}
