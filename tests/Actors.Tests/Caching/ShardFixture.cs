using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>A responder, one shard and its upstream servers on a manual clock: the whole way of a query without a socket.</summary>
internal sealed class ShardFixture
{
    private readonly DnsResponder _responder;
    private readonly byte[] _response = new byte[65_535];
    private ushort _id = 100;

    public ShardFixture(string[] servers, uint serveStaleSeconds = 0, UpstreamOrder order = UpstreamOrder.Strict, int questionsMax = 1000,
        PeerSettings? peers = null, IClusterView? cluster = null, ResponsePolicy? responses = null, ClientGuard? guard = null, ILocalNames? localNames = null)
    {
        Shards = new CacheShards(1, 1024 * 1024, peers);
        if (peers is not null) Gateways = new PeerResponder(Shards, new PacketPool(100, PeerResponder.PacketBytes), peers, () => serveStaleSeconds, PeerCounters, System.Clock);
        Upstream = new LoopbackUpstream(System.Clock, Replies);
        Shards.Upstreams.Current = UpstreamSet.Empty;
        Shards.Responses = responses ?? ResponsePolicy.Default;
        CacheShardSettings settings = new()
        {
            Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = serveStaleSeconds, QuestionsMax = questionsMax, Responses = Shards.Responses,
        };
        ShardSettings = settings;
        Actor = System.System.Spawn(Shards.PropsOf(0, () => settings, new ShardLane(null, Upstream, Upstream, Sink) { PeerReplies = PeerSink, Log = Log }, System.Clock, System.Clock, 1024), "shard");
        Upstream.Shard = Actor;
        Shards.Attach(0, Actor);
        Settings = new UpstreamSettings { Servers = [.. servers.Select(one => new UpstreamServerSettings(Upstream.Server(one).Address, []))], NoResolv = false, Order = order };
        UpstreamsRef = System.System.Spawn(Shards.UpstreamsProps(() => Settings, ResolvFile, UpstreamLog), "upstreams");
        if (cluster is not null) System.System.Spawn(Shards.PeersProps(cluster, NullLogger.Instance), "gateways");
        _responder = new DnsResponder(Shards, localNames ?? new NoLocalNames(), Queries, Counters, System.Clock, guard: guard);
        System.Advance(0.5); // the first probes
        foreach (string server in servers) Upstream.Server(server).Questions.Clear();
    }

    public CacheShardSettings ShardSettings { get; private set; }

    /// <summary>What the shard has told an operator.</summary>
    public RecordingLog Log { get; } = new();

    /// <summary>What was told of the servers.</summary>
    public RecordingLog UpstreamLog { get; } = new();

    /// <summary>Has the shard follow other settings.</summary>
    public void Configure(Func<CacheShardSettings, CacheShardSettings> change)
    {
        ShardSettings = change(ShardSettings);
        Shards.Responses = ShardSettings.Responses;
        Actor.Tell(CacheShardMessage.Configure(ShardSettings));
        System.Run();
    }

    public ManualSystem System { get; } = new();

    public CacheShards Shards { get; }

    /// <summary>Where other gateways ask; null outside a cluster.</summary>
    public PeerResponder? Gateways { get; }

    public PeerCounters PeerCounters { get; } = new();

    /// <summary>What was answered to other gateways later, not signed yet.</summary>
    public ReplyRecorder PeerSink { get; } = new();

    public PacketPool Queries { get; } = new(1000, DnsResponder.PacketBytes);

    public PacketPool Replies { get; } = new(1000, 65_535);

    public ListenerCounters Counters { get; } = new();

    public ReplyRecorder Sink { get; } = new();

    public FakeResolvFile ResolvFile { get; } = new();

    public LoopbackUpstream Upstream { get; }

    public UpstreamSettings Settings { get; }

    public IActorRef<CacheShardMessage> Actor { get; }

    public IActorRef<UpstreamsMessage> UpstreamsRef { get; }

    public LoopbackServer Server(string address = "198.51.100.1") => Upstream.Server(address);

    /// <summary>Asks and lets pass as much time as an ordinary answer takes.</summary>
    public DnsView? Query(string name, RecordType type = RecordType.A, bool edns = false, bool dnssecOk = false, double seconds = 0.05) =>
        Query(DnsBuilder.Query(name, type, ++_id, edns: edns, dnssecOk: dnssecOk), seconds);

    public DnsView? Query(byte[] query, double seconds = 0.05, IReplySink? stream = null)
    {
        ushort id = Send(query, stream);
        if (Sink[id] is null) System.Advance(seconds);
        return Sink[id];
    }

    /// <summary>Asks and does not wait.</summary>
    public ushort Send(string name, RecordType type = RecordType.A) => Send(DnsBuilder.Query(name, type, ++_id));

    public ushort Send(byte[] query, IReplySink? stream = null)
    {
        _responder.BeginBatch();
        DnsResponse outcome = _responder.Respond(query, new QueryOrigin { Stream = stream }, _response, out int length);
        if (outcome == DnsResponse.Answered) Sink.Replies.Add(DnsView.Of(_response.AsSpan(0, length)));
        System.Run();
        return (ushort)((query[0] << 8) | query[1]);
    }
}

internal sealed class FakeResolvFile : IResolvFile
{
    public IActorRef<UpstreamsMessage>? Follower { get; private set; }

    public string? Text { get; set; }

    public void Follow(IActorRef<UpstreamsMessage> follower)
    {
        Follower = follower;
        follower.Tell(new UpstreamsMessage.ResolvFile(Text));
    }
}
