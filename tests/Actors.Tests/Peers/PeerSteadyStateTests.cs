using System.Buffers.Binary;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Tsig;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Peers;

/// <summary>A miss that another gateway answers allocates nothing, at either end.</summary>
public sealed class PeerSteadyStateTests : IUpstreamPort, IUpstreamStreamPort, IReplySink, IDisposable
{
    private readonly CacheShards _shards = new(1, 1024 * 1024, PeerFixture.Settings);
    private readonly PacketPool _packets = new(16, 2048);
    private readonly ManualClock _clock = new();
    private readonly TsigCodec _codec = PeerFixture.Settings.MakeCodec();
    private readonly byte[] _question = new byte[512];
    private readonly UpstreamServer _home = new(UpstreamTarget.Plain(IpEndpoint.From([198, 18, 0, 2], 5300)), 1, "gw2") { Verdict = new UpstreamVerdict(UpstreamState.Up, 1_000, 20_000) };
    private readonly CacheShard _shard;
    private int _questionLength;
    private int _sent;

    public PeerSteadyStateTests()
    {
        _shards.Peers.Current = new PeerSet(["gw2"], [_home]);
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = 100 };
        _shard = new CacheShard(settings, new CacheShardPorts
        {
            Shard = 0, Table = _shards.TableOf(0), Counters = new ShardCounters(), Hasher = _shards.Hasher, Upstreams = _shards.Upstreams,
            Udp = this, Tcp = this, Replies = this, System = _clock, Protocol = _clock, Peers = _shards.Peers, PeerSettings = PeerFixture.Settings,
        });
    }

    [Fact]
    public void A_miss_that_its_home_answers_allocates_nothing()
    {
        byte[] query = DnsBuilder.Query("n0000.example.org", RecordType.A, edns: true);
        int next = 0;
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++) Miss(query, next++);
        }));
        Assert.Equal(next, _sent);
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
        _shard.TakeReply(Reply(read.QuestionLength));
        _shard.EndTurn();
    }

    private Packet Reply(int questionLength)
    {
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        if (_codec.Verify(_question.AsSpan(0, _questionLength), [], now, out TsigRecord tsig) != TsigStatus.Ok) throw new InvalidOperationException("not signed");
        Packet packet = _packets.TryRent()!;
        int length = DnsHeader.Size + questionLength;
        _question.AsSpan(0, length).CopyTo(packet.Buffer);
        ReadOnlySpan<byte> answer = [0xC0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 192, 0, 2, 1];
        answer.CopyTo(packet.Buffer.AsSpan(length));
        packet.Buffer[2] |= 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(packet.Buffer.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet.Buffer.AsSpan(10), 0);
        packet.Length = _codec.Sign(packet.Buffer, length + answer.Length, tsig.Mac, now, out _);
        packet.Origin = new QueryOrigin { Peer = _home.Address, Socket = 5, ReceivedAt = _clock.GetTimestamp() };
        return packet;
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

    public void Dispose() => _codec.Dispose();
}
