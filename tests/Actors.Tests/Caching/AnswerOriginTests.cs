using Polymasq.Actors.Listeners;
using Polymasq.Actors.Tests.Peers;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Who answered a query that had to wait, as logs and people are told.</summary>
public sealed class AnswerOriginTests
{
    private readonly Way _way = new();
    private ushort _id;

    [Fact]
    public void An_upstream_server()
    {
        Ask(new ShardFixture(["198.51.100.1"]), "www.example.org");
        Assert.Equal([new AnswerOrigin(AnswerSource.Upstream, Server: "198.51.100.1:53")], _way.Answers);
    }

    [Fact]
    public void Another_gateway()
    {
        PeerFixture cluster = new();
        Ask(cluster.Shard, cluster.NameAt("gw2"));
        Assert.Equal([new AnswerOrigin(AnswerSource.Gateway, Server: "gw2")], _way.Answers);
    }

    [Fact]
    public void Nobody_and_then_the_memory_of_it()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().Udp = static _ => [];
        Ask(shard, "www.example.org");
        Assert.Equal([new AnswerOrigin(AnswerSource.Failure)], _way.Answers);
    }

    [Fact]
    public void An_expired_answer()
    {
        ShardFixture shard = new(["198.51.100.1"], serveStaleSeconds: 86_400);
        Ask(shard, "www.example.org");
        shard.System.Advance(4000);
        shard.Server().Udp = static _ => [];
        Ask(shard, "www.example.org");
        Assert.Equal([AnswerSource.Upstream, AnswerSource.Stale], _way.Answers.Select(static answer => answer.Source));
    }

    [Fact]
    public void Each_query_is_shown_to_a_follower_once_when_it_is_answered()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        Follower follower = new();
        QueryLog log = new(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        DnsResponder responder = new(shard.Shards, new NoLocalNames(), shard.Queries, shard.Counters, shard.System.Clock, log);
        byte[] response = new byte[65_535], query = DnsBuilder.Query("www.example.org", RecordType.A);
        shard.Query("www.example.org");

        responder.BeginBatch();
        responder.Respond(query, default, response, out _);
        Assert.False(log.IsOn);
        log.Follower = follower;
        responder.Respond(query, default, response, out _);
        responder.Respond(DnsBuilder.Query("new.example.org", RecordType.A), default, response, out _); // pending: its shard shows it
        responder.Respond(query.AsSpan(0, 5), default, response, out _);

        Assert.Equal([(AnswerSource.Cache, true), (AnswerSource.Refusal, false)], follower.Seen);
    }

    private void Ask(ShardFixture shard, string name)
    {
        shard.Send(DnsBuilder.Query(name, RecordType.A, ++_id), stream: _way);
        shard.System.Advance(6);
    }

    private sealed class Way : IReplySink
    {
        public List<AnswerOrigin> Answers { get; } = [];

        public void Send(Packet query, ReadOnlySpan<byte> response) => Answers.Add(query.Answered);

        public void Flush()
        {
        }
    }

    private sealed class Follower : IQueryFollower
    {
        public List<(AnswerSource, bool HasResponse)> Seen { get; } = [];

        public void Saw(in QuerySighting sighting) => Seen.Add((sighting.From.Source, !sighting.Response.IsEmpty));
    }
}
