using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Control;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Control;

/// <summary>The real actors behind the real commands, on the thread pool; time, leases and cache entries as a test wants them.</summary>
internal sealed class Gateway
{
    private readonly EntryWriter _entries = new(new TtlLimits(0, 86_400, 3_600), AnswerFilter.None);

    public Gateway()
    {
        Clock = new ManualClock(LeaseEvents.Start.AddMinutes(10));
        System = new ActorSystem(TimeProvider.System, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, seed: 1);
    }

    /// <summary>The protocols' clock.</summary>
    public ManualClock Clock { get; }

    public ActorSystem System { get; }

    public MemoryLeaseStore Leases { get; } = new();

    public CacheShards Cache { get; } = new(1, 1024 * 1024);

    public ListenerCounters Counters { get; } = new();

    public string[] Upstreams { get; set; } = ["198.51.100.1", "198.51.100.2"];

    public ConfigReport Config { get; set; } = new("/etc/polymasq/polymasq.conf", true, [], []);

    public MemoryLeaseHistory History { get; } = new();

    /// <summary>Knows what is built in, and aliases.</summary>
    public LocalResolver Names { get; } = new(new LocalNamesSettings
    {
        Domain = "lab.test", Local = ["lab.test"], HostsFile = "", NoHosts = true, AddnHosts = [], ExpandHosts = true, DhcpFqdn = false, LocalTtlSeconds = 0,
        Configured = ConfiguredNames.None with
        {
            Records = [Alias("first.lab.test", "second.lab.test"), Alias("second.lab.test", "www.example.org"), Alias("ring.lab.test", "ring.lab.test")],
        },
    }, new LeaseNames());

    public QueryLog Queries { get; } = new(NullLogger.Instance);

    /// <summary>Puts a reply into the cache. Before <see cref="Start"/>, since the shard's actor owns it afterwards.</summary>
    public void Cached(byte[] query, DnsBuilder reply)
    {
        Span<byte> buffer = stackalloc byte[QuestionHasher.BufferLength];
        QuestionKey key = Cache.Hasher.Read(query.AsSpan(DnsHeader.Size), KeyBits.None, buffer);
        Assert.Equal(EntryVerdict.Cacheable, _entries.Write(reply.ToArray(), key, (uint)Clock.GetUtcNow().ToUnixTimeSeconds()));
        Assert.True(Cache.TableOf(0).Put(_entries.Entry));
    }

    /// <summary>Starts the actors and serves all commands.</summary>
    public async Task<ControlFixture> Start()
    {
        IActorRef<CacheShardMessage> shard = SpawnShard();
        IActorRef<UpstreamsMessage> upstreams = System.Spawn(Cache.UpstreamsProps(UpstreamSettings, new NoResolvFile(), NullLogger.Instance), "upstreams");
        IActorRef<LeaseLedgerMessage> ledger = System.Spawn(
            new Props<LeaseLedgerMessage>(() => new LeaseLedgerActor(LedgerSettings(), new PromptLeaseJournal(Leases), [], Clock, NullLogger.Instance), 64), "leases");
        ControlFixture? control = null;
        control = await ControlFixture.Start(
            new ActorHierarchyCommand(System),
            new ClusterShowCommand(() => Task.FromResult(new OwnGateway("lab", "gw1", static () => "10.9.0.1:53", () => control?.Missing ?? [], TimeProvider.System).Members())),
            new ConfigCheckCommand(() => Config),
            new LeaseShowCommand(ledger, TimeProvider.System, Clock),
            new LeaseHistoryCommand(History, Clock),
            new LeaseRevokeCommand(ledger, TimeProvider.System, Clock),
            new CacheStatsCommand(Cache, () => [Counters], static () => []),
            new CacheShowCommand([shard], TimeProvider.System),
            new CacheFlushCommand([shard], TimeProvider.System),
            new UpstreamShowCommand(upstreams, null, TimeProvider.System),
            new DnsQueryCommand(new DnsService(Cache, Names, new PacketPool(16, DnsResponder.PacketBytes), TimeProvider.System, Clock, Queries)),
            new DnsExplainCommand(Names, Cache, Clock),
            new DnsTailCommand(new QueryFeed(Queries, TimeProvider.System)));
        return control;
    }

    private static ConfiguredRecord Alias(string name, string target) => new([.. DnsNameText.ToLowerWire(name)!], RecordType.CNAME, [.. DnsNameText.ToLowerWire(target)!]);

    private IActorRef<CacheShardMessage> SpawnShard()
    {
        LoopbackUpstream upstream = new(TimeProvider.System, new PacketPool(16, 65_535));
        CacheShardSettings settings = new() { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = 100 };
        ShardLane lane = new(null, upstream, upstream, new ReplyRecorder()) { Queries = Queries };
        IActorRef<CacheShardMessage> shard = System.Spawn(Cache.PropsOf(0, () => settings, lane, TimeProvider.System, Clock, 64), "shard-0");
        upstream.Shard = shard;
        Cache.Attach(0, shard);
        return shard;
    }

    private UpstreamSettings UpstreamSettings() => new()
    {
        Servers = [.. Upstreams.Select(static server => new UpstreamServerSettings(IpEndpoint.From(IPAddress.Parse(server), 53), []))],
        NoResolv = true,
        Order = UpstreamOrder.Strict,
    };

    private static LeaseSettings LedgerSettings() => new()
    {
        Gateway = "gw1",
        Authoritative = true,
        Pools = [],
        HoldTime = TimeSpan.FromSeconds(30),
        HoldsMax = 10,
        Quarantine = TimeSpan.FromMinutes(30),
        ReuseDelay = TimeSpan.Zero,
        RepeatTime = TimeSpan.FromSeconds(10),
        AppendsMax = 10,
        SweepInterval = TimeSpan.FromHours(1),
        SweepMax = 10,
    };

    private sealed class NoResolvFile : IResolvFile
    {
        public void Follow(IActorRef<UpstreamsMessage> follower) => follower.Tell(new UpstreamsMessage.ResolvFile(null));
    }
}

/// <summary>A history that keeps what it was asked.</summary>
internal sealed class MemoryLeaseHistory : ILeaseHistory
{
    public List<LeaseEvent> Events { get; } = [];

    public LeaseHistoryQuery? Asked { get; private set; }

    public bool IsBroken { get; set; }

    public IReadOnlyList<LeaseEvent> Read(LeaseHistoryQuery query)
    {
        Asked = query;
        if (IsBroken) throw new IOException("the history in /x cannot be read: disk I/O error");
        return [.. Events.TakeLast(query.Limit)];
    }
}
