using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>An upstream server that lies or breaks costs at most the question it was asked.</summary>
public sealed class HostileUpstreamTests
{
    private const string Victim = "victim.example.org";

    public static TheoryData<string> Attacks => [.. Replies.Keys];

    private static Dictionary<string, Func<byte[], byte[]?>> Replies { get; } = new()
    {
        ["nothing but an ID"] = static query => query[..2],
        ["a header alone"] = static query => LoopbackServer.Standard(query)[..12],
        ["our query back"] = static query => query,
        ["another question"] = static query => DnsBuilder.ReplyTo(DnsBuilder.Query("other.example.org", RecordType.A, IdOf(query))).A("other.example.org", 60, "203.0.113.66").ToArray(),
        ["another type"] = static query => DnsBuilder.ReplyTo(DnsBuilder.Query(Victim, RecordType.AAAA, IdOf(query))).ToArray(),
        ["no question"] = static query => [query[0], query[1], 0x81, 0x80, 0, 0, 0, 0, 0, 0, 0, 0],
        ["two questions"] = static query => Count(LoopbackServer.Standard(query), at: 5, 2),
        ["more answers than there are"] = static query => Count(LoopbackServer.Standard(query), at: 7, 200),
        ["an address of three octets"] = static query => DnsBuilder.ReplyTo(query).Answer(Victim, RecordType.A, 60, [203, 0, 113]).ToArray(),
        ["a name that points to itself"] = static query => [.. Count(DnsBuilder.ReplyTo(query).ToArray(), at: 7, 1), 0xC0, (byte)query.Length, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4],
        ["aliases in a circle"] = static query => DnsBuilder.ReplyTo(query).Cname(Victim, 60, "b.example.org").Cname("b.example.org", 60, Victim).ToArray(),
        ["an alias to itself"] = static query => DnsBuilder.ReplyTo(query).Cname(Victim, 60, Victim).ToArray(),
        ["a chain of 20 aliases"] = static query => Chain(query, 20).ToArray(),
        ["a TTL of 2^31"] = static query => DnsBuilder.ReplyTo(query).A(Victim, 0x8000_0000, "203.0.113.66").ToArray(),
        ["a TTL of 2^32 - 1"] = static query => DnsBuilder.ReplyTo(query).A(Victim, uint.MaxValue, "203.0.113.66").ToArray(),
        ["truncated for ever"] = static query => DnsBuilder.ReplyTo(query).Flags(set: DnsFlags.Truncated).ToArray(),
        ["garbage"] = static query => [query[0], query[1], .. Enumerable.Range(0, 500).Select(static i => (byte)(i * 197))],
        ["64 KiB of answers"] = static query => Enumerable.Range(0, 1900).Aggregate(DnsBuilder.ReplyTo(query), static (reply, i) => reply.A(Victim, 60, $"203.0.{i >> 8}.{i & 255}")).ToArray(),
        ["an extended RCODE"] = static query => [.. DnsBuilder.ReplyTo(query).Opt().ToArray()[..^6], 1, 0, 0, 0, 0, 0],
    };

    /// <summary>Over UDP and TCP alike: the client is answered within its patience, the next question is answered at once, and nothing is kept or lost.</summary>
    [Theory]
    [MemberData(nameof(Attacks))]
    public void It_costs_at_most_that_question(string attack)
    {
        ShardFixture shard = new(["198.51.100.1"]);
        LoopbackServer server = shard.Server();
        server.Udp = server.Tcp = query => DnsView.Of(query).Name.StartsWith("victim", StringComparison.Ordinal) ? Replies[attack](query) : LoopbackServer.Standard(query);

        DnsView answer = shard.Query(Victim, edns: true, seconds: 6)!;
        DnsView next = shard.Query("next.example.org", seconds: 0.5)!;
        DnsView other = shard.Query("other.example.org", seconds: 0.5)!;

        Assert.True(answer.Length <= 1232);
        Assert.Equal("192.0.2.1", next.Answers.Single().Address);
        Assert.Equal("192.0.2.1", other.Answers.Single().Address); // what was said of it by the way was not believed
        Assert.Equal(0, shard.Shards.Stats()[0].Counters.Waiting);
        shard.System.Advance(10); // late replies
        Assert.Equal(shard.Queries.PacketsMax, Free(shard.Queries));
        Assert.Equal(shard.Replies.PacketsMax, Free(shard.Replies));
    }

    // RFC 2181 §8: the top bit set is a TTL of 0.
    [Fact]
    public void A_TTL_beyond_all_bounds_is_not_kept()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().Udp = Replies["a TTL of 2^31"];
        shard.Query(Victim);
        shard.Query(Victim);
        Assert.Equal(2, shard.Server().Questions.Count);
    }

    [Fact]
    public void A_chain_of_31_aliases_is_followed_and_one_of_32_is_not()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().Udp = shard.Server().Tcp = static query => Chain(query, 31).ToArray();
        DnsView answer = shard.Query(DnsBuilder.Query(Victim, RecordType.A), stream: shard.Sink)!;
        Assert.Equal((Rcode.NoError, 32), (answer.Rcode, answer.Answers.Count()));
        shard = new ShardFixture(["198.51.100.1"]);
        shard.Server().Udp = shard.Server().Tcp = static query => Chain(query, 32).ToArray();
        Assert.Equal(Rcode.ServFail, shard.Query(Victim, edns: true, seconds: 6)!.Rcode);
    }

    // RFC 2181 §9. Its emptiness is no proof that there is nothing, and a part of an answer is none.
    [Fact]
    public void What_is_truncated_over_TCP_as_well_is_no_answer()
    {
        ShardFixture shard = new(["198.51.100.1"]);
        shard.Server().Udp = shard.Server().Tcp = Replies["truncated for ever"];
        DnsView answer = shard.Query(Victim, edns: true, seconds: 6)!;
        Assert.Equal((Rcode.ServFail, ExtendedErrorCode.Other), (answer.Rcode, answer.ExtendedError));

        shard = new ShardFixture(["198.51.100.1", "198.51.100.2"]);
        shard.Server().Udp = shard.Server().Tcp = static query => DnsBuilder.ReplyTo(query).A(Victim, 60, "203.0.113.66").Flags(set: DnsFlags.Truncated).ToArray();
        Assert.Equal("192.0.2.1", shard.Query(Victim)!.Answers.Single().Address);
    }

    private static ushort IdOf(byte[] query) => (ushort)((query[0] << 8) | query[1]);

    private static byte[] Count(byte[] message, int at, byte count)
    {
        message[at] = count;
        return message;
    }

    private static DnsBuilder Chain(byte[] query, int aliases)
    {
        DnsBuilder reply = DnsBuilder.ReplyTo(query).Cname(Victim, 60, "a1.example.org");
        for (int i = 1; i < aliases; i++) reply.Cname($"a{i}.example.org", 60, $"a{i + 1}.example.org");
        return reply.A($"a{aliases}.example.org", 60, "203.0.113.66");
    }

    private static int Free(PacketPool pool)
    {
        int free = 0;
        while (pool.TryRent() is not null) free++;
        return free;
    }
}
