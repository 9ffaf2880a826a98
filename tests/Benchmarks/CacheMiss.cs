using BenchmarkDotNet.Attributes;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Edns;
using Polymasq.TestKit;

namespace Polymasq.Benchmarks;

/// <summary>The shard's part of a miss: look-up, question, reply, validation, insertion with eviction, answer. Without mailboxes and system calls.</summary>
[MemoryDiagnoser]
public class CacheMiss : IUpstreamPort, IUpstreamStreamPort, IReplySink
{
    private static readonly IpEndpoint Server = IpEndpoint.From([198, 51, 100, 1], 53);

    private readonly PacketPool _packets = new(16, 2048);
    private readonly byte[][] _queries = [.. Enumerable.Range(0, 200_000).Select(static i => DnsBuilder.Query($"host{i}.example.org", RecordType.A, edns: true))];
    private readonly byte[] _key = new byte[QuestionHasher.BufferLength];
    private readonly CacheShards _shards = new(1, 8 * 1024 * 1024);
    private CacheShard _shard = null!;
    private ushort _id;
    private int _next;

    [GlobalSetup]
    public void Start()
    {
        UpstreamServer server = new(new UpstreamTarget { Address = Server }, 1) { Verdict = new UpstreamVerdict(UpstreamState.Up, 1_000, 20_000) };
        _shards.Upstreams.Current = new UpstreamSet([server], UpstreamOrder.Fastest, []);
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 86_400, QuestionsMax = 1_000 };
        _shard = new CacheShard(settings, new CacheShardPorts
        {
            Shard = 0, Table = _shards.TableOf(0), Counters = new ShardCounters(), Hasher = _shards.Hasher, Upstreams = _shards.Upstreams,
            Udp = this, Tcp = this, Replies = this, System = TimeProvider.System, Protocol = TimeProvider.System,
        });
    }

    [Benchmark]
    public void Resolve()
    {
        if (++_next == _queries.Length) _next = 0;
        byte[] query = _queries[_next];
        int questionLength = query.Length - DnsHeader.Size - EdnsWriter.OptLength;
        Packet packet = Fill(query);
        packet.Facts = new QuestionFacts
        {
            QuestionLength = questionLength, HasEdns = true, ResponseBytesMax = 1232,
            Hash = _shards.Hasher.Read(query.AsSpan(DnsHeader.Size, questionLength), KeyBits.None, _key).Hash,
        };
        _shard.Lookup(packet);
        _shard.EndTurn();
        _shard.TakeReply(Reply(query));
        _shard.EndTurn();
    }

    private Packet Reply(byte[] query)
    {
        Packet packet = Fill(query);
        ReadOnlySpan<byte> answer = [0xC0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 192, 0, 2, 1];
        answer.CopyTo(packet.Buffer.AsSpan(query.Length - EdnsWriter.OptLength));
        packet.Length = query.Length - EdnsWriter.OptLength + answer.Length;
        new DnsHeader(_id, new DnsFlags(DnsFlags.RecursionDesired).ToResponse(Rcode.NoError), QuestionCount: 1, AnswerCount: 1).Write(packet.Buffer);
        packet.Origin = new QueryOrigin { Peer = Server, Socket = 5, ReceivedAt = TimeProvider.System.GetTimestamp() };
        return packet;
    }

    private Packet Fill(byte[] message)
    {
        Packet packet = _packets.TryRent()!;
        message.CopyTo(packet.Buffer, 0);
        packet.Length = message.Length;
        return packet;
    }

    bool IUpstreamPort.TrySend(UpstreamTarget server, ReadOnlySpan<byte> query, out int socketToken)
    {
        _id = (ushort)((query[0] << 8) | query[1]);
        socketToken = 5;
        return true;
    }

    bool IUpstreamStreamPort.TryAsk(UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout) => false;

    void IUpstreamPort.Flush()
    {
    }

    void IReplySink.Send(Packet query, ReadOnlySpan<byte> response)
    {
    }

    void IReplySink.Flush()
    {
    }
}
