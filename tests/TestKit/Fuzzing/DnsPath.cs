using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.TestKit.Fuzzing;

/// <summary>
/// The whole way of a query without a socket: responder, shard, upstream server and back, on a manual clock. Takes any bytes from both
/// sides and holds what must be true whatever they are.
/// </summary>
public sealed class DnsPath : IReplySink
{
    private const int PacketsMax = 16;
    private const int TableBytes = 256 * 1024;
    private const double StepSeconds = 0.05;
    private const string Target = "www.example.org", Alias = "alias.example.net"; // the alias is ours
    private const double PatienceSeconds = 8; // a shard gives up after 5

    // All that look into answers.
    private static readonly AnswerFilterSettings Filters = new()
    {
        StopDnsRebind = true,
        Aliases = [new AddressAlias(First: 0xC0000200, Last: 0xC00002FF, To: 0x0A000000, Mask: 0xFFFFFF00)],
        FilteredTypes = [RecordType.HTTPS, RecordType.SVCB],
    };

    private static readonly LocalNamesSettings Names = new()
    {
        Domain = "", Local = [], HostsFile = "", NoHosts = true, AddnHosts = [], ExpandHosts = false, DhcpFqdn = false, LocalTtlSeconds = 0,
        Configured = ConfiguredNames.None with
        {
            Records = [new ConfiguredRecord([.. DnsBuilder.Name(Alias)], RecordType.CNAME, [.. DnsBuilder.Name(Target)])],
        },
    };

    private readonly FailureWatch _watch = new();
    private readonly ManualSystem _system;
    private readonly CacheShards _shards = new(1, TableBytes);
    private readonly PacketPool _queries = new(PacketsMax, DnsResponder.PacketBytes), _replies = new(PacketsMax, ushort.MaxValue);
    private readonly LoopbackServer _server;
    private readonly DnsResponder _responder;
    private readonly byte[] _response = new byte[ushort.MaxValue];
    private readonly List<byte[]> _sent = [];

    public DnsPath()
    {
        _system = new ManualSystem(logs: _watch.AsFactory());
        LoopbackUpstream upstream = new(_system.Clock, _replies);
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = PacketsMax, Filters = Filters };
        IActorRef<CacheShardMessage> shard = _system.System.Spawn(
            _shards.PropsOf(0, () => settings, new ShardLane(null, upstream, upstream, this), _system.Clock, _system.Clock, 1024), "shard");
        upstream.Shard = shard;
        _shards.Attach(0, shard);
        _server = upstream.Server("198.51.100.1");
        _shards.Upstreams.Current = new UpstreamSet([new UpstreamServer(UpstreamTarget.Plain(_server.Address), 1)], UpstreamOrder.Strict, []);
        _responder = new DnsResponder(_shards, new LocalResolver(Names, new LeaseNames()), _queries, new ListenerCounters(), _system.Clock, guard: new ClientGuard(_system.Clock.TimestampFrequency));
    }

    /// <summary>A query from a client, twice, since the second may be a hit; upstream answers as it should.</summary>
    /// <exception cref="BadOutcomeException">Something that must hold does not.</exception>
    public void TakeQuery(byte[] query)
    {
        Take(query, LoopbackServer.Standard, LoopbackServer.Standard);
        Ask(query);
    }

    /// <summary>A good query that the cache cannot answer, and what upstream says to it, over UDP and over TCP.</summary>
    /// <param name="reply">Given our ID, without which nothing of it would be looked at.</param>
    /// <exception cref="BadOutcomeException">Something that must hold does not.</exception>
    public void TakeReply(byte[] reply)
    {
        Take(DnsBuilder.Query(Target, RecordType.A, edns: true), asked => WithIdOf(asked, reply), asked => WithIdOf(asked, reply));
        Ask(DnsBuilder.Query(Alias, RecordType.A, edns: true)); // what is cached now
        Take(DnsBuilder.Query(Alias, RecordType.A, edns: true), asked => WithIdOf(asked, reply), asked => WithIdOf(asked, reply));
    }

    public void Send(Packet query, ReadOnlySpan<byte> response) => _sent.Add(response.ToArray());

    public void Flush()
    {
    }

    /// <summary>Both sides say what they like.</summary>
    public void Take(byte[] query, Func<byte[], byte[]?> udp, Func<byte[], byte[]?> tcp)
    {
        (_server.Udp, _server.Tcp) = (udp, tcp);
        Forget();
        Ask(query);
    }

    private void Ask(byte[] query)
    {
        _sent.Clear();
        DnsResponse outcome = Respond(query);
        Require(outcome == DnsResponse.Pending ? _sent.Count == 1 : _sent.Count == (outcome == DnsResponse.Answered ? 1 : 0), $"{_sent.Count} answers, and the query was {outcome}");
        foreach (byte[] response in _sent) Check(query, response);
        Require(_watch.First is null, "an actor failed", _watch.First);
        Require(AllComeBack(_queries) && AllComeBack(_replies), "a packet did not come back to its pool");
    }

    private DnsResponse Respond(byte[] query)
    {
        _responder.BeginBatch();
        DnsResponse outcome = _responder.Respond(query, default, _response, out int length);
        if (outcome == DnsResponse.Answered) _sent.Add(_response[..length]);
        _system.Run();
        for (double waited = 0; _shards.Stats()[0].Counters.Waiting > 0 && waited < PatienceSeconds; waited += StepSeconds) _system.Advance(StepSeconds);
        _system.Advance(StepSeconds); // what is on its way still
        return outcome;
    }

    // What one round has left in the cache must not answer the next.
    private void Forget() => _system.Ask<CacheShardMessage, CacheFlushed>(_shards.ActorOf(0), static reply => CacheShardMessage.Flush(new CacheFlush(0, null, reply)));

    private static void Check(byte[] query, byte[] response)
    {
        try
        {
            DnsView view = DnsView.Of(response);
            Require(view.Header.Flags.IsResponse, "an answer without QR");
            Require(view.Header.Id == (ushort)((query[0] << 8) | query[1]), "an answer with another ID");
        }
        catch (InvalidDataException broken)
        {
            throw new BadOutcomeException("an answer that cannot be read", broken);
        }
    }

    private static bool AllComeBack(PacketPool pool)
    {
        Packet[] all = [.. Enumerable.Range(0, PacketsMax).Select(_ => pool.TryRent()).OfType<Packet>()];
        foreach (Packet packet in all) packet.Release();
        return all.Length == PacketsMax;
    }

    private static byte[] WithIdOf(byte[] asked, byte[] reply) => reply.Length < 2 ? reply : [asked[0], asked[1], .. reply[2..]];

    private static void Require(bool isTrue, string otherwise, Exception? cause = null)
    {
        if (!isTrue) throw new BadOutcomeException(otherwise, cause);
    }
}
