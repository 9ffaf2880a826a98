using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

public sealed class UpstreamFailureTests
{
    private const string First = "198.51.100.1", Second = "198.51.100.2";

    private readonly ShardFixture _shard = new([First, Second]);

    [Theory]
    [InlineData(Rcode.ServFail)]
    [InlineData(Rcode.Refused)]
    [InlineData(Rcode.NotAuth)]
    public void A_server_that_fails_or_refuses_is_passed_over_at_once(Rcode rcode)
    {
        _shard.Server(First).Says(rcode);
        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org", seconds: 0.03)!.Rcode);
        Assert.Single(_shard.Server(First).Questions);
        Assert.Single(_shard.Server(Second).Questions);
    }

    [Fact]
    public void A_broken_reply_is_passed_over_at_once()
    {
        _shard.Server(First).Udp = static query => LoopbackServer.Standard(query)[..^2];
        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org", seconds: 0.03)!.Rcode);
    }

    // RFC 2308 §7.1: a server failure may be remembered, briefly.
    [Fact]
    public void When_all_servers_fail_the_client_gets_SERVFAIL_and_nobody_is_asked_again_for_two_seconds()
    {
        _shard.Server(First).Says(Rcode.ServFail);
        _shard.Server(Second).Says(Rcode.Refused);
        Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org")!.Rcode);
        Assert.Equal(Rcode.ServFail, _shard.Query("www.example.org")!.Rcode);
        Assert.Single(_shard.Server(First).Questions);
        _shard.System.Advance(3);
        _shard.Query("www.example.org");
        Assert.Equal(2, _shard.Server(First).Questions.Count);
    }

    [Theory]
    [InlineData(UpstreamOrder.Strict)]
    [InlineData(UpstreamOrder.Fastest)]
    [InlineData(UpstreamOrder.All)]
    public void When_those_that_are_there_fail_nobody_waits_for_one_that_is_down(UpstreamOrder order)
    {
        ShardFixture shard = new([First, Second], order: order);
        shard.Server(First).IsSilent = true;
        for (int i = 0; i < 3; i++) shard.Query($"before{i}.example.org", seconds: 5);
        Assert.Equal(UpstreamState.Down, StateOf(First, shard));
        shard.Server(Second).Says(Rcode.ServFail);
        Assert.Equal(Rcode.ServFail, shard.Query("www.example.org", seconds: 0.03)!.Rcode);
    }

    [Fact]
    public void Nor_for_longer_than_it_takes_to_find_out_that_it_is_down()
    {
        _shard.Server(First).IsSilent = true;
        _shard.Server(Second).Says(Rcode.ServFail);
        ushort id = _shard.Send("www.example.org");
        _shard.System.Advance(3.5);
        Assert.Equal(UpstreamState.Down, StateOf(First));
        Assert.Equal(Rcode.ServFail, _shard.Sink[id]!.Rcode);
    }

    [Fact]
    public void A_dead_server_costs_less_than_a_second_once_and_nothing_afterwards()
    {
        _shard.Query("before.example.org");
        _shard.Server(First).IsSilent = true;
        Assert.NotNull(_shard.Query("one.example.org", seconds: 0.5));
        Assert.NotNull(_shard.Query("two.example.org", seconds: 0.03));
        _shard.System.Advance(5);
        Assert.NotNull(_shard.Query("three.example.org", seconds: 0.03));
        Assert.Equal(UpstreamState.Down, StateOf(First));
    }

    [Fact]
    public void A_dead_server_that_comes_back_is_asked_again()
    {
        _shard.Server(First).IsSilent = true;
        _shard.Query("one.example.org", seconds: 5);
        Assert.Equal(UpstreamState.Down, StateOf(First));
        _shard.Server(First).IsSilent = false;
        _shard.System.Advance(31);
        Assert.Equal(UpstreamState.Up, StateOf(First));
        _shard.Server(First).Questions.Clear();
        _shard.Query("two.example.org");
        Assert.Single(_shard.Server(First).Questions);
    }

    [Fact]
    public void A_dead_server_is_probed_less_and_less()
    {
        _shard.Server(First).IsSilent = true;
        _shard.Query("one.example.org", seconds: 1);
        int before = _shard.Server(First).Probes;
        _shard.System.Advance(300);
        Assert.InRange(_shard.Server(First).Probes - before, 8, 20);
    }

    [Fact]
    public void If_all_servers_are_silent_they_are_asked_again_and_the_client_gets_SERVFAIL_after_five_seconds()
    {
        _shard.Server(First).IsSilent = _shard.Server(Second).IsSilent = true;
        ushort id = _shard.Send("www.example.org");
        _shard.System.Advance(4.9);
        Assert.Null(_shard.Sink[id]);
        _shard.System.Advance(0.2);
        Assert.Equal(Rcode.ServFail, _shard.Sink[id]!.Rcode);
        Assert.InRange(_shard.Server(First).Questions.Count, 2, 4);

        _shard.System.Advance(60); // down, and still asked: there is nobody else
        int before = _shard.Server(First).Questions.Count + _shard.Server(Second).Questions.Count;
        _shard.Server(Second).IsSilent = false;
        Assert.Equal(Rcode.NoError, _shard.Query("later.example.org", seconds: 1)!.Rcode);
        Assert.True(_shard.Server(First).Questions.Count + _shard.Server(Second).Questions.Count > before);
    }

    // RFC 6891 §6.2.2: FORMERR may mean that EDNS is unknown.
    [Fact]
    public void A_server_that_does_not_know_EDNS_is_asked_without_and_remembered()
    {
        _shard.Server(First).Udp = static query => DnsView.Of(query).Edns.IsPresent ? DnsBuilder.ReplyTo(query, Rcode.FormErr).ToArray() : LoopbackServer.Standard(query);
        Assert.Equal(Rcode.NoError, _shard.Query("one.example.org")!.Rcode);
        Assert.Equal(2, _shard.Server(First).Questions.Count);
        Assert.Equal(Rcode.NoError, _shard.Query("two.example.org")!.Rcode);
        Assert.Equal(3, _shard.Server(First).Questions.Count);
        Assert.Empty(_shard.Server(Second).Questions);
    }

    // RFC 5452 §9.1: server, port, socket, ID and question must all be those of the question.
    [Fact]
    public void Replies_that_do_not_match_are_dropped_and_counted()
    {
        Func<QueryOrigin, QueryOrigin>[] forgeries =
        [
            static origin => origin with { Socket = origin.Socket + 1 },
            static origin => origin with { Peer = origin.Peer.WithPort(5353) },
            static origin => origin with { Peer = IpEndpoint.From([203, 0, 113, 9], 53) },
        ];
        foreach (Func<QueryOrigin, QueryOrigin> forge in forgeries)
        {
            ShardFixture shard = new([First]);
            shard.Upstream.Forge = forge;
            Assert.Null(shard.Query("www.example.org"));
            Assert.Equal(1, shard.Shards.Stats()[0].Counters.Rejected);
        }
    }

    [Fact]
    public void A_reply_with_another_id_or_question_is_dropped_and_the_real_one_still_counts()
    {
        _shard.Server(First).Udp = query =>
        {
            byte[] wrongId = LoopbackServer.Standard(query), wrongName = LoopbackServer.Standard(query), noReply = LoopbackServer.Standard(query);
            wrongId[1] ^= 1;
            wrongName[13] ^= 1;
            noReply[2] &= 0x7F;
            foreach (byte[] forged in (byte[][])[wrongId, wrongName, noReply])
                _shard.Upstream.Inject(forged, new QueryOrigin { Peer = _shard.Server(First).Address, Socket = 3 });
            return LoopbackServer.Standard(query);
        };
        Assert.Equal("192.0.2.1", _shard.Query("www.example.org")!.Answers.Single().Address);
        Assert.Equal(3, _shard.Shards.Stats()[0].Counters.Rejected);
    }

    // RFC 1035 §4.2.1, RFC 7766 §5.
    [Fact]
    public void A_truncated_reply_is_fetched_over_TCP()
    {
        LoopbackServer server = _shard.Server(First);
        server.Tcp = static query => Enumerable.Range(0, 100).Aggregate(DnsBuilder.ReplyTo(query), static (reply, i) => reply.A("www.example.org", 300, $"192.0.2.{i}")).ToArray();
        server.Udp = static query => DnsBuilder.ReplyTo(query).Flags(set: DnsFlags.Truncated).ToArray();
        DnsView response = _shard.Query("www.example.org")!;
        Assert.True(response.IsTruncated); // it does not fit the client either, who asks over TCP then
        Assert.Single(server.StreamQuestions);
        Assert.Equal(100, _shard.Query(DnsBuilder.Query("www.example.org", RecordType.A, id: 7), stream: _shard.Sink)!.Answers.Count());
        Assert.Single(server.Questions);
    }

    [Fact]
    public void If_TCP_fails_the_next_server_is_asked()
    {
        _shard.Server(First).Udp = static query => DnsBuilder.ReplyTo(query).Flags(set: DnsFlags.Truncated).ToArray();
        _shard.Server(First).Tcp = static _ => null;
        Assert.Equal(Rcode.NoError, _shard.Query("www.example.org")!.Rcode);
        Assert.Single(_shard.Server(Second).Questions);
    }

    [Fact]
    public void A_slow_server_is_hedged_and_the_first_answer_wins()
    {
        for (int i = 0; i < 30; i++) _shard.Query($"{i}.example.org");
        _shard.System.Advance(1); // its verdict is published
        _shard.Server(First).Delay = TimeSpan.FromMilliseconds(900);
        _shard.Server(Second).Says(static reply => reply.A("slow.example.org", 60, "192.0.2.2"));
        Assert.Equal("192.0.2.2", _shard.Query("slow.example.org", seconds: 0.06)!.Answers.Single().Address);
        _shard.System.Advance(2);
        Assert.Equal(1, _shard.Shards.Stats()[0].Counters.Late);
    }

    private UpstreamState StateOf(string server) => StateOf(server, _shard);

    private static UpstreamState StateOf(string server, ShardFixture shard) =>
        shard.System.Ask<UpstreamsMessage, System.Collections.Immutable.ImmutableArray<UpstreamInfo>>(
            shard.UpstreamsRef, static reply => new UpstreamsMessage.Show(reply)).Single(one => one.Server == server + ":53").State;
}
