using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Sockets.Ports;
using Polymasq.Node.Sockets.Tcp;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.Node.Sockets.Upstream.Streams;
using Polymasq.Node.Tests.Sockets.Tcp;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Dns;

/// <summary>Lanes with shards, an upstream server and TCP: all of the DNS side but the configuration. To be made in the namespace it serves.</summary>
internal sealed class Resolver : IDisposable
{
    private readonly ActorSystem _system;
    private readonly StreamServers _streams;
    private readonly FixedPortSockets _fixedPorts;
    private readonly TcpSessions _sessions;
    private readonly CacheShards _shards;
    private readonly bool _ownsUpstream;

    /// <param name="peers">The key that it shares with other gateways.</param>
    /// <param name="upstream">One that several ask; else it has one of its own.</param>
    /// <param name="before">A server that is asked before it.</param>
    /// <param name="time">By which answers are late; else the system's.</param>
    /// <param name="source">Where its server is asked from.</param>
    public Resolver(
        int lanes = 1, PeerSettings? peers = null, UdpUpstream? upstream = null, UpstreamTarget? before = null, TimeProvider? time = null, IpEndpoint? source = null)
    {
        time ??= TimeProvider.System;
        _system = new ActorSystem(time, new ThreadPoolDispatcher(), NullLoggerFactory.Instance, seed: 1);
        (Upstream, _ownsUpstream) = (upstream ?? new UdpUpstream(), upstream is null);
        CacheShards shards = _shards = new CacheShards(lanes, 16 * 1024 * 1024, peers);
        var service = new DnsService(shards, new NoLocalNames(), new PacketPool(1024, DnsResponder.PacketBytes), time, TimeProvider.System)
        {
            Peers = peers is null ? null : new PeerService(shards, peers, new PacketPool(1024, PeerResponder.PacketBytes), static () => 0, time, TimeProvider.System),
        };
        var replies = new PacketPool(1024, 4096);
        _streams = new StreamServers(replies, new PacketPool(16, ushort.MaxValue), time, NullLogger.Instance);
        _fixedPorts = new FixedPortSockets(replies, time, NullLogger.Instance);
        var settings = new CacheShardSettings { Ttl = new TtlLimits(0, 86_400, 3_600), ServeStaleSeconds = 0, QuestionsMax = 1024 };
        Lanes = [.. Enumerable.Range(0, lanes).Select(i => new DnsLane(
            i, service, new UpstreamSocketSettings { SocketsPerFamily = 16 }, _fixedPorts, replies, _streams, 16, NullLogger.Instance))];
        for (int i = 0; i < lanes; i++)
        {
            IActorRef<CacheShardMessage> shard = _system.Spawn(
                shards.PropsOf(i, () => settings, Lanes[i].ForShard, time, TimeProvider.System, 4096), $"shard-{i}");
            shards.Attach(i, shard);
            Lanes[i].Connect(shard);
            _fixedPorts.Connect(shard);
        }

        UpstreamServerSettings own = new(UpstreamTarget.Plain(Upstream.Address) with { Source = source }, []);
        var upstreams = new UpstreamSettings
        {
            Servers = before is null ? [own] : [new(before, []), own], NoResolv = true, Order = before is null ? UpstreamOrder.Fastest : UpstreamOrder.Strict,
        };
        _system.Spawn(shards.UpstreamsProps(() => upstreams, new NoResolvFile(), NullLogger.Instance), "upstreams");
        _sessions = new TcpSessions(TcpTestSettings.Generous, new TcpResponder(service), time, NullLogger.Instance);
        Sockets = new DnsSockets(Lanes, _sessions, new PortHolder(), NullLogger.Instance);
        if (peers is not null) Cluster = new ClusterSockets(new IPEndPoint(LoopbackAddress.Next(), 0), Lanes, peers, time, TimeProvider.System, NullLogger.Instance);
    }

    public UdpUpstream Upstream { get; }

    /// <summary>Where other gateways ask, on a port that the kernel has chosen; null without a key.</summary>
    public ClusterSockets? Cluster { get; }

    public ShardCounters Counters(int shard) => _shards.Stats()[shard].Counters;

    /// <summary>Asks other gateways from now on.</summary>
    public void Join(IClusterView view) => _system.Spawn(_shards.PeersProps(view, NullLogger.Instance), "gateways");

    public DnsLane[] Lanes { get; }

    public DnsSockets Sockets { get; }

    /// <summary>Follows settings and interfaces as a gateway does.</summary>
    public IActorRef<ListenersMessage> Follow(ListenersActor listeners, Dispatcher where) =>
        _system.Spawn(new Props<ListenersMessage>(() => listeners, 64) { Dispatcher = where }, "listeners");

    /// <summary>Opens a free port on an address for both protocols.</summary>
    public IPEndPoint Open(string address)
    {
        const int Attempts = 1000;
        var ip = IPAddress.Parse(address);
        ListenResult last = default;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            var endPoint = new IPEndPoint(ip, 20_000 + ((Environment.ProcessId + attempt) % 10_000));
            last = Sockets.Open(new ListenTarget(ListenProtocol.Udp, endPoint, ""));
            if (last.Outcome == ListenOutcome.NotThere) break;
            if (last.Outcome != ListenOutcome.Open) continue;
            last = Sockets.Open(new ListenTarget(ListenProtocol.Tcp, endPoint, ""));
            if (last.Outcome == ListenOutcome.Open) return endPoint;
        }

        Assert.Skip($"nothing can be opened on {address} here: {last.Text}");
        return null!;
    }

    public void Dispose()
    {
        Sockets.Dispose();
        Cluster?.Dispose();
        _sessions.Dispose();
        _system.Stop();
        _system.Ended.Wait(TimeSpan.FromSeconds(5));
        _fixedPorts.Dispose();
        foreach (DnsLane lane in Lanes) lane.Dispose();
        _streams.Dispose();
        if (_ownsUpstream) Upstream.Dispose();
    }

    private sealed class NoResolvFile : IResolvFile
    {
        public void Follow(IActorRef<UpstreamsMessage> follower)
        {
        }
    }
}
