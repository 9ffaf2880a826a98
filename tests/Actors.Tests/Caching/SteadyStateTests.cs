using System.Buffers.Binary;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>What happens for every query allocates nothing once the pools are filled.</summary>
public sealed class SteadyStateTests : IUpstreamPort, IUpstreamStreamPort, IReplySink
{
    private readonly CacheShards _shards = new(1, 1024 * 1024);
    private readonly PacketPool _packets = new(16, 2048);
    private readonly ManualClock _clock = new();
    private readonly byte[] _question = new byte[512];
    private readonly UpstreamServer _server = new(UpstreamTarget.Plain(IpEndpoint.From([198, 51, 100, 1], 53)), 1);
    private readonly CacheShard _shard;
    private int _questionLength;
    private int _sent;
    private bool _knowsCookies;

    public SteadyStateTests()
    {
        _shards.Upstreams.Current = new UpstreamSet([_server], UpstreamOrder.Fastest, []);
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = 100, UsesCookies = true };
        _shard = new CacheShard(settings, new CacheShardPorts
        {
            Shard = 0, Table = _shards.TableOf(0), Counters = new ShardCounters(), Hasher = _shards.Hasher, Upstreams = _shards.Upstreams,
            Udp = this, Tcp = this, Replies = this, System = _clock, Protocol = _clock,
        });
        _server.Verdict = new UpstreamVerdict(UpstreamState.Up, 1_000, 20_000);
    }

    [Fact]
    public void A_miss_from_the_lookup_to_the_answer_allocates_nothing()
    {
        byte[] query = DnsBuilder.Query("n0000.example.org", RecordType.A, edns: true);
        int next = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++) Miss(query, next++);
        }));
        Assert.Equal(next, _sent);
    }

    // RFC 7873: each question with both cookies, each reply with them.
    [Fact]
    public void Nor_does_one_that_is_asked_with_cookies()
    {
        _knowsCookies = true;
        A_miss_from_the_lookup_to_the_answer_allocates_nothing();
        DnsView question = DnsView.Of(_question.AsSpan(0, _questionLength));
        Assert.Equal(24, question.Cookie.Length);
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        byte[] query = DnsBuilder.Query("n0000.example.org", RecordType.A, edns: true);
        Miss(query, 0);
        ListenerCounters counters = new();
        DnsResponder responder = new(_shards, new NoLocalNames(), _packets, counters, _clock, batchCapacity: 10);
        byte[] response = new byte[DnsResponder.UdpResponseBytesMax];
        Assert.Equal(0, Allocations.Of(() =>
        {
            responder.BeginBatch();
            for (int batch = 0; batch < 100; batch++)
            {
                for (int i = 0; i < 10; i++) responder.Read(i, query);
                responder.Warm(10);
                for (int i = 0; i < 10; i++) responder.Respond(i, query, default, response, out _);
            }
        }));
        Assert.True(counters.Hits >= 2_000);
        Assert.Equal(counters.Queries, counters.Hits);
    }

    private void Miss(byte[] query, int number)
    {
        for (int digit = 4; digit > 0; digit--, number /= 10) query[DnsHeader.Size + 1 + digit] = (byte)('0' + (number % 10));
        Packet packet = _packets.TryRent()!;
        DnsQueryReader.Read(query, out DnsQuery read);
        query.CopyTo(packet.Buffer.AsSpan());
        packet.Length = query.Length;
        Span<byte> key = stackalloc byte[QuestionHasher.BufferLength];
        packet.Facts = new QuestionFacts
        {
            QuestionLength = read.QuestionLength, HasEdns = true, ResponseBytesMax = 1232,
            Hash = _shards.Hasher.Read(query.AsSpan(DnsHeader.Size, read.QuestionLength), KeyBits.None, key).Hash,
        };
        _shard.Lookup(packet);
        _shard.EndTurn();
        _shard.TakeReply(Reply());
        _shard.EndTurn();
    }

    private Packet Reply()
    {
        Packet packet = _packets.TryRent()!;
        DnsQueryReader.Read(_question.AsSpan(0, _questionLength), out DnsQuery query);
        int length = DnsHeader.Size + query.QuestionLength; // without the OPT record
        _question.AsSpan(0, length).CopyTo(packet.Buffer);
        ReadOnlySpan<byte> answer = [0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 1];
        answer.CopyTo(packet.Buffer.AsSpan(length));
        packet.Length = length + answer.Length;
        packet.Buffer[2] |= 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(packet.Buffer.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.Buffer.AsSpan(10), (ushort)(_knowsCookies ? 1 : 0));
        if (_knowsCookies) packet.Length += WriteCookies(_question.AsSpan(query.Edns.CookieOffset, 8), packet.Buffer.AsSpan(packet.Length));
        packet.Origin = new QueryOrigin { Peer = _server.Address, Socket = 5, ReceivedAt = _clock.GetTimestamp() };
        return packet;
    }

    private static int WriteCookies(ReadOnlySpan<byte> client, Span<byte> opt)
    {
        Span<byte> cookies = stackalloc byte[24];
        cookies.Fill(7);
        client.CopyTo(cookies);
        return EdnsWriter.WriteOpt(opt, 1232) + EdnsWriter.AppendOption(opt, EdnsOptionCode.Cookie, cookies);
    }

    bool IUpstreamPort.TrySend(UpstreamTarget server, ReadOnlySpan<byte> query, out int socketToken)
    {
        query.CopyTo(_question);
        _questionLength = query.Length;
        socketToken = 5;
        return true;
    }

    bool IUpstreamStreamPort.TryAsk(UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout) => false;

    void IUpstreamPort.Flush()
    {
    }

    void IReplySink.Send(Packet query, ReadOnlySpan<byte> response) => _sent++;

    void IReplySink.Flush()
    {
    }
}
