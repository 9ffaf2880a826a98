using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// All shards of the cache: the tables that every lane reads, the actors that own them, and the directory of upstream servers that
/// they share. Made once; the composition root spawns its actors.
/// </summary>
public sealed class CacheShards
{
    private readonly CacheTable[] _tables;
    private readonly IEntropy? _entropy;
    private readonly ShardCounters[] _counters;
    private readonly IActorRef<CacheShardMessage>?[] _actors;
    private volatile ResponsePolicy _responses = ResponsePolicy.Default;

    /// <param name="count">One for each lane.</param>
    /// <param name="bytesMax">dns.cache.max-bytes, shared out among the shards.</param>
    /// <param name="peers">What the gateways of a cluster have in common; null when this one shares its cache with nobody.</param>
    /// <param name="entropy">What nobody shall foresee of our questions; null for the framework's.</param>
    public CacheShards(int count, long bytesMax, PeerSettings? peers = null, IEntropy? entropy = null)
    {
        _entropy = entropy;
        PeerSettings = peers;
        _tables = [.. Enumerable.Range(0, count).Select(_ => new CacheTable(bytesMax / count))];
        _counters = [.. _tables.Select(static _ => new ShardCounters())];
        _actors = new IActorRef<CacheShardMessage>?[count];
    }

    public int Count => _tables.Length;

    /// <summary>How entries are given out: read by all lanes once a batch, set by any thread.</summary>
    public ResponsePolicy Responses
    {
        get => _responses;
        set => _responses = value;
    }

    internal QuestionHasher Hasher { get; } = new();

    internal UpstreamDirectory Upstreams { get; } = new();

    internal PeerDirectory Peers { get; } = new();

    /// <summary>Knows which queries are our own, come back.</summary>
    internal LoopWatch Loops { get; } = new();

    internal PeerSettings? PeerSettings { get; }

    /// <summary>The upstream servers that are down now, as ADDR:PORT, in order. Read by any thread.</summary>
    public ImmutableArray<string> UpstreamsDown => [.. Upstreams.Current.All
        .Where(static server => server.Verdict.State == UpstreamState.Down).Select(static server => server.Name).Order(StringComparer.Ordinal)];

    /// <summary>How to spawn the actor of a shard. <see cref="Attach"/> tells where it lives then.</summary>
    /// <param name="shard">0 to <see cref="Count"/> - 1.</param>
    /// <param name="settings">Those in force: asked for at the start and again after a failure.</param>
    /// <param name="lane">Its ways to the world, used on its dispatcher's thread only.</param>
    /// <param name="system">The clock for latencies and deadlines.</param>
    /// <param name="protocol">The clock for TTLs.</param>
    /// <param name="mailboxCapacity">What finds no room is dropped; clients ask again.</param>
    public Props<CacheShardMessage> PropsOf(
        int shard, Func<CacheShardSettings> settings, ShardLane lane, TimeProvider system, TimeProvider protocol, int mailboxCapacity)
    {
        ArgumentNullException.ThrowIfNull(lane);
        CacheShardPorts ports = new()
        {
            Shard = shard, Table = _tables[shard], Counters = _counters[shard], Hasher = Hasher, Upstreams = Upstreams,
            Peers = Peers, PeerSettings = PeerSettings, PeerReplies = lane.PeerReplies,
            Udp = lane.Udp, Tcp = lane.Tcp, Replies = lane.Replies, Queries = lane.Queries, Log = lane.Log, Entropy = _entropy, System = system, Protocol = protocol,
        };
        return new Props<CacheShardMessage>(() => new CacheShardActor(settings(), ports), mailboxCapacity) { Dispatcher = lane.Dispatcher };
    }

    /// <summary>Says which actor owns a shard. All must be attached before the first query.</summary>
    public void Attach(int shard, IActorRef<CacheShardMessage> actor) => _actors[shard] = actor;

    /// <summary>How to spawn the owner of the upstream servers, once all shards are attached.</summary>
    /// <param name="settings">Those in force: asked for at the start and again after a failure.</param>
    /// <param name="resolvFile">The system's servers.</param>
    /// <param name="logger">For events 1300 to 1399.</param>
    public Props<UpstreamsMessage> UpstreamsProps(Func<UpstreamSettings> settings, IResolvFile resolvFile, ILogger logger)
    {
        ImmutableArray<IActorRef<CacheShardMessage>> shards = [.. _actors.Select(static actor => actor ?? throw new InvalidOperationException("a shard has no actor yet"))];
        return new Props<UpstreamsMessage>(() => new UpstreamsActor(settings(), Upstreams, Loops, shards, resolvFile, logger), MailboxCapacity: 64);
    }

    /// <summary>How to spawn the owner of the other gateways, once all shards are attached.</summary>
    /// <param name="cluster">Who is a member.</param>
    /// <param name="logger">For events 1300 to 1399.</param>
    public Props<PeersMessage> PeersProps(IClusterView cluster, ILogger logger)
    {
        ImmutableArray<IActorRef<CacheShardMessage>> shards = [.. _actors.Select(static actor => actor ?? throw new InvalidOperationException("a shard has no actor yet"))];
        return new Props<PeersMessage>(() => new PeersActor(cluster, Peers, shards, logger), MailboxCapacity: 64);
    }

    /// <summary>Readable at any time, from any thread.</summary>
    public ImmutableArray<ShardStats> Stats() => [.. _tables.Select((table, shard) =>
        new ShardStats(table.Count, table.BytesUsed, table.BytesMax, table.Insertions, table.Evictions, _counters[shard]))];

    /// <summary>What would become of a question that local names do not answer: the cache, then who would be asked. From any thread.</summary>
    /// <param name="name">On the wire, in lower case.</param>
    /// <param name="type">Of class IN.</param>
    /// <param name="now">By the protocol's clock.</param>
    public ImmutableArray<ExplainedStep> Explain(ReadOnlySpan<byte> name, RecordType type, DateTimeOffset now)
    {
        if (!DnsResponder.IsForUpstream(type, RecordClass.Internet))
            return [new ExplainedStep("refusal", StepVerdict.Yes, $"REFUSED: {RecordTypeText.Format(type)} is between servers and not forwarded")];
        if (type == RecordType.ANY) return [new ExplainedStep("any", StepVerdict.Yes, "one HINFO record: ANY is not forwarded (RFC 8482)")];
        ImmutableArray<ExplainedStep> cached = CacheExplanation.Of(this, name, type, (uint)now.ToUnixTimeSeconds());
        ImmutableArray<ExplainedStep> route = RouteExplanation.Of(Upstreams.Current, Peers.Current, name);
        bool isAnswered = cached.Any(static step => step.Verdict == StepVerdict.Yes);
        return [.. cached, .. isAnswered ? route.Select(static step => step with { Verdict = StepVerdict.NotReached }) : route];
    }

    /// <summary>The owner of a shard, once it is attached.</summary>
    public IActorRef<CacheShardMessage> ActorOf(int shard) => _actors[shard]!;

    internal CacheTable TableOf(int shard) => _tables[shard];

    // The bits that choose a bucket are others: see CacheIndex.
    internal int IndexOf(ulong hash) => _tables.Length == 1 ? 0 : (int)((hash >> 32) * (ulong)_tables.Length >> 32);
}

/// <summary>What a lane gives to its shard.</summary>
/// <param name="Dispatcher">The lane's thread; null runs the shard where the system's actors run.</param>
/// <param name="Udp">Its upstream sockets.</param>
/// <param name="Tcp">Its upstream connections.</param>
/// <param name="Replies">The way back to clients that asked over UDP.</param>
public sealed record ShardLane(Dispatcher? Dispatcher, IUpstreamPort Udp, IUpstreamStreamPort Tcp, IReplySink Replies)
{
    /// <summary>Told each answer that had to be fetched, if asked for; null for nobody.</summary>
    public QueryLog? Queries { get; init; }

    /// <summary>For events 1200 to 1299.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>The way back to other gateways of the cluster; null when there are none.</summary>
    public IReplySink? PeerReplies { get; init; }
}
