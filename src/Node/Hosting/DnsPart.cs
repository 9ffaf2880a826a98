using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Files;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Sockets.Ports;
using Polymasq.Node.Sockets.Tcp;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.Node.Sockets.Upstream.Streams;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Dns.Cookies;

namespace Polymasq.Node.Hosting;

/// <summary>DNS put together: a lane for each share of the cache, the TCP sessions, and the actors that steer them.</summary>
internal sealed class DnsPart : IDisposable
{
    private const int ShardMailbox = 16384;
    private const int QueriesMax = 16384; // that wait for an answer
    private const int RepliesMax = 4096; // of upstream servers on their way to a shard
    private const int StreamRepliesMax = 64;
    private const int StreamsPerLaneMax = 4096;
    private const int CookieRootBytes = 32; // as long as the hash that secrets are derived with
    private const int ReplyBytes = 4096; // we ask for 1232; what is longer was not asked for

    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(10);

    private readonly UpstreamFiles _files;
    private readonly Lock _routedLock = new();
    private ImmutableArray<string> _routed = [], _neverAsked = []; // by the servers-file
    private volatile NodeSettings _settings; // an actor that is made anew after a failure starts from it
    private readonly ImmutableArray<DnsLane> _lanes;
    private readonly ImmutableArray<IActorRef<CacheShardMessage>> _shards;
    private readonly StreamServers _streams;
    private readonly FixedPortSockets _fixedPorts;
    private readonly TcpResponder _tcpResponder;
    private readonly TcpSessions _sessions;
    private readonly DnsSockets _sockets;
    private readonly ClusterSockets? _cluster;
    private readonly QueryLog _queryLog;
    private readonly ClientGuard _guard;
    private readonly ServerIdentity _identity;
    private readonly CacheSnapshotStore? _snapshot;

    public DnsPart(
        NodeSettings settings, ActorSystem system, IInterfaceSource interfaces, LocalNamesSources names, UpstreamFiles files, LeaseNames leaseNames,
        IClusterView cluster, TimeProvider protocol, ILoggerFactory logs)
    {
        (_settings, _files) = (settings, files);
        DnsSettings dns = settings.Dns;
        int lanes = settings.Lanes > 0 ? settings.Lanes : Math.Max(1, Environment.ProcessorCount / 2);
        ILogger socketsLog = logs.CreateLogger("Polymasq.Sockets");
        ILogger listenersLog = logs.CreateLogger("Polymasq.Listeners");
        _queryLog = new QueryLog(listenersLog) { IsLogged = settings.Log.Queries };
        PeerSettings? peers = PeersOf(settings);
        Cache = new CacheShards(lanes, dns.Cache.BytesMax, peers, SystemEntropy.Instance) { Responses = dns.Responses };
        _guard = new ClientGuard(system.Time.TimestampFrequency, CookiesOf(settings));
        _guard.Limit(dns.RateLimit, dns.RateLimitSlip);
        LocalResolver localNames = Resolver = new(dns.LocalNames, leaseNames);
        DnsService service = Service = new(Cache, localNames, new PacketPool(QueriesMax, DnsResponder.PacketBytes), system.Time, protocol, _queryLog)
        {
            Guard = _guard,
            Identity = _identity = new ServerIdentity(OwnGateway.Version, settings.Name, Cache, () => Counters),
            Peers = peers is null ? null : new PeerService(Cache, peers, new PacketPool(QueriesMax, PeerResponder.PacketBytes), StaleSeconds, system.Time, protocol),
        };
        _identity.Configure(dns.NoIdent, dns.Nsid);
        PacketPool replies = new(RepliesMax, ReplyBytes);
        _streams = new StreamServers(replies, new PacketPool(StreamRepliesMax, ushort.MaxValue), system.Time, socketsLog);

        UpstreamSocketSettings sockets = UpstreamSocketSettings.For(dns.SourcePorts, lanes) with { QueryPort = dns.QueryPort };
        _fixedPorts = new FixedPortSockets(replies, system.Time, socketsLog);
        _lanes = [.. Enumerable.Range(0, lanes).Select(lane => new DnsLane(lane, service, sockets, _fixedPorts, replies, _streams, StreamsPerLaneMax, socketsLog))];
        ILogger cacheLog = logs.CreateLogger("Polymasq.Caching");
        _shards = [.. _lanes.Select((lane, shard) => SpawnShard(system, lane, shard, protocol, cacheLog))];
        _tcpResponder = new TcpResponder(service);
        _sessions = new TcpSessions(dns.Tcp, _tcpResponder, system.Time, socketsLog);
        _sockets = new DnsSockets(_lanes, _sessions, new PortHolder(), socketsLog);

        if (peers is not null)
        {
            _cluster = new ClusterSockets(settings.Cluster.Address!, _lanes, peers, system.Time, protocol, socketsLog);
            Peers = system.Spawn(Cache.PeersProps(cluster, logs.CreateLogger("Polymasq.Upstreams")), "gateways");
        }

        ILogger namesLog = logs.CreateLogger("Polymasq.LocalNames");
        LocalNames = system.Spawn(
            new Props<LocalNamesMessage>(() => new LocalNamesActor(NamesSettings(), names, interfaces, localNames, leaseNames, namesLog), MailboxCapacity: 64), "local-names");
        files.ServersFile.Told = OnServersFile;
        Upstreams = system.Spawn(Cache.UpstreamsProps(() => _settings.Dns.Upstreams, files, logs.CreateLogger("Polymasq.Upstreams")), "upstreams");
        Listeners = system.Spawn(
            new Props<ListenersMessage>(() => new ListenersActor(_settings.Listen, _sockets, interfaces, listenersLog), MailboxCapacity: 64), "listeners");
        if (dns.Cache.Persist)
        {
            _snapshot = CacheSnapshotStore.Start(
                settings.DataDirectory, Cache, (uint)dns.Cache.ServeStale.TotalSeconds, system.Time, protocol, logs.CreateLogger("Polymasq.Stores"));
        }
    }

    public CacheShards Cache { get; }

    /// <summary>The names that this gateway knows.</summary>
    public LocalResolver Resolver { get; }

    /// <summary>What answers queries, whichever way they come.</summary>
    public DnsService Service { get; }

    public ImmutableArray<IActorRef<CacheShardMessage>> Shards => _shards;

    public IActorRef<UpstreamsMessage> Upstreams { get; }

    /// <summary>The other gateways as this one sees them; null outside a cluster.</summary>
    public IActorRef<PeersMessage>? Peers { get; }

    /// <summary>Where other gateways ask; null outside a cluster.</summary>
    public ClusterSockets? ClusterAddress => _cluster;

    /// <summary>What other gateways have asked, by lane.</summary>
    public IEnumerable<PeerCounters> PeerCounters => _lanes.Select(static lane => lane.Peers?.Counters).OfType<PeerCounters>();

    public IActorRef<LocalNamesMessage> LocalNames { get; }

    public IActorRef<ListenersMessage> Listeners { get; }

    /// <summary>What the listeners of all lanes and the TCP sessions have counted.</summary>
    public IEnumerable<ListenerCounters> Counters => _lanes.Select(lane => lane.Listeners.Counters).Concat(_tcpResponder.Counters);

    public void Follow(InterfaceSet present, ListenSettings listen)
    {
        Listeners.Tell(new ListenersMessage.InterfacesChanged(present));
        LocalNames.Tell(new LocalNamesMessage.InterfacesChanged(present));
        Upstreams.Tell(new UpstreamsMessage.OwnAddresses(OwnEndpoints.Of(listen, present)) { Machine = OwnEndpoints.Of(present) });
    }

    public void Configure(NodeSettings settings)
    {
        _settings = settings;
        _queryLog.IsLogged = settings.Log.Queries;
        Cache.Responses = settings.Dns.Responses;
        _guard.Limit(settings.Dns.RateLimit, settings.Dns.RateLimitSlip);
        _identity.Configure(settings.Dns.NoIdent, settings.Dns.Nsid);
        _sessions.Configure(settings.Dns.Tcp);
        foreach (IActorRef<CacheShardMessage> shard in _shards) shard.Tell(CacheShardMessage.Configure(ShardSettings()));
        Upstreams.Tell(new UpstreamsMessage.Configure(settings.Dns.Upstreams));
        LocalNames.Tell(new LocalNamesMessage.SettingsChanged(NamesSettings()));
        _files.ServersFile.Configure(settings.Dns.ServersFile);
        Listeners.Tell(new ListenersMessage.SettingsChanged(settings.Listen));
    }

    /// <summary>Takes no more queries and waits until those under way are answered, or the time is over.</summary>
    public async Task DrainAsync(TimeSpan timeout)
    {
        foreach (DnsLane lane in _lanes) lane.Pause();
        _sockets.Dispose(); // TCP: nobody new
        _cluster?.Dispose();
        long begin = TimeProvider.System.GetTimestamp();
        while (QueriesUnderWay > 0 && TimeProvider.System.GetElapsedTime(begin) < timeout) await Task.Delay(DrainStep).ConfigureAwait(false);
    }

    /// <summary>Writes the cache a last time, if it is kept. When no query is answered any more; takes up to a second.</summary>
    public void SaveCache() => _snapshot?.Dispose();

    private long QueriesUnderWay => Cache.Stats().Sum(shard => shard.Counters.Waiting);

    /// <summary>To be called when the actors have ended.</summary>
    public void Dispose()
    {
        _sockets.Dispose();
        _cluster?.Dispose();
        _sessions.Dispose();
        _fixedPorts.Dispose();
        foreach (DnsLane lane in _lanes) lane.Dispose();
        _streams.Dispose();
    }

    private IActorRef<CacheShardMessage> SpawnShard(ActorSystem system, DnsLane lane, int shard, TimeProvider protocol, ILogger log)
    {
        Props<CacheShardMessage> props = Cache.PropsOf(shard, ShardSettings, lane.ForShard with { Queries = _queryLog, Log = log }, system.Time, protocol, ShardMailbox);
        IActorRef<CacheShardMessage> actor = system.Spawn(props, $"cache-{shard}");
        Cache.Attach(shard, actor);
        lane.Connect(actor);
        _fixedPorts.Connect(actor);
        return actor;
    }

    /// <summary>What it takes to talk to other gateways; null when nothing is shared.</summary>
    public static PeerSettings? PeersOf(NodeSettings settings)
    {
        ClusterSettings cluster = settings.Cluster;
        bool isShared = settings.Engine == ClusterEngine.Etcd && cluster.Address is not null && !cluster.Secret.IsEmpty;
        return isShared ? PeerSettings.From(cluster.Secret.AsSpan(), cluster.ClockBound) : null;
    }

    // Gateways that have a secret in common may stand behind one address.
    private static RotatingCookies CookiesOf(NodeSettings settings) => new(
        settings.Engine == ClusterEngine.Etcd && !settings.Cluster.Secret.IsEmpty ? settings.Cluster.Secret.AsSpan() : SystemEntropy.Bytes(CookieRootBytes));

    private void OnServersFile(UpstreamServers servers)
    {
        lock (_routedLock)
        {
            ImmutableArray<string> routed = [.. servers.Domains];
            if (_routed.AsSpan().SequenceEqual(routed.AsSpan()) && _neverAsked.AsSpan().SequenceEqual(servers.LocalDomains.AsSpan())) return;
            (_routed, _neverAsked) = (routed, servers.LocalDomains);
        }

        LocalNames.Tell(new LocalNamesMessage.SettingsChanged(NamesSettings()));
    }

    // The rules for domains that are never asked upstream must know all that somebody is asked for.
    private LocalNamesSettings NamesSettings()
    {
        LocalNamesSettings names = _settings.Dns.LocalNames;
        lock (_routedLock) return names with { Routed = names.Routed.AddRange(_routed), Local = names.Local.AddRange(_neverAsked) };
    }

    private uint StaleSeconds() => (uint)_settings.Dns.Cache.ServeStale.TotalSeconds;

    private CacheShardSettings ShardSettings() => new()
    {
        Ttl = _settings.Dns.Cache.Ttl,
        ServeStaleSeconds = StaleSeconds(),
        RandomisesCase = _settings.Dns.RandomisesCase,
        UsesCookies = _settings.Dns.UsesUpstreamCookies,
        Filters = _settings.Dns.Filters,
        Responses = _settings.Dns.Responses,
        QuestionsMax = Math.Max(1, _settings.Dns.ForwardMax / Cache.Count),
    };
}
