using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Peers;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.Node.Sockets.Upstream.Streams;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>
/// A thread on which queries are received and answered: its listener sockets, its upstream sockets, and the cache shard that is
/// pinned to it. Nothing on it ever waits but its poller.
/// </summary>
internal sealed class DnsLane : IDisposable
{
    private readonly EpollPoller _poller;

    /// <param name="fixedPorts">Upstream sockets that all lanes share. Not owned.</param>
    /// <param name="replies">Packets for what comes from upstream servers over UDP.</param>
    /// <param name="streams">Connections to upstream servers, for all lanes. Not owned.</param>
    public DnsLane(
        int index, DnsService service, UpstreamSocketSettings upstream, FixedPortSockets fixedPorts, PacketPool replies, StreamServers streams, int streamsMax, ILogger log)
    {
        _poller = new EpollPoller(log);
        Listeners = new LaneListeners(service);
        Peers = service.Peers is { } peers ? new LanePeers(Listeners, peers) : null;
        Upstream = new UpstreamSocketPool(upstream, fixedPorts, _poller, replies, service.System, log);
        Streams = new UpstreamStreams(streamsMax, streams);
        Dispatcher = new ThreadDispatcher($"dns-lane-{index}", _poller);
    }

    public ThreadDispatcher Dispatcher { get; }

    public LaneListeners Listeners { get; }

    /// <summary>Where other gateways ask; null outside a cluster.</summary>
    public LanePeers? Peers { get; }

    public UpstreamSocketPool Upstream { get; }

    public UpstreamStreams Streams { get; }

    /// <summary>What the lane's shard is made with.</summary>
    public ShardLane ForShard => new(Dispatcher, Upstream, Streams, Listeners) { PeerReplies = Peers };

    /// <summary>To be called once, before the first listener: the shard that was made with <see cref="ForShard"/>.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard)
    {
        Upstream.Connect(shard);
        Streams.Connect(shard);
    }

    /// <summary>Serves a socket from now on. Called from any thread; the lane owns the socket.</summary>
    public void Add(int number, UdpSocket socket, bool isWildcard) => _poller.Post(() =>
    {
        var listener = new UdpListener(number, socket, isWildcard, Listeners);
        Listeners.Add(listener);
        _poller.Add(listener);
    });

    /// <summary>Serves the socket at which other gateways ask. Called once, from any thread; the lane owns the socket.</summary>
    public void AddPeers(UdpSocket socket) => _poller.Post(() =>
    {
        var listener = new PeerListener(socket, Peers!);
        Peers!.Listener = listener;
        _poller.Add(listener);
    });

    /// <summary>Takes no more queries; the sockets stay open for the answers of those that were taken.</summary>
    public void Pause() => _poller.Post(() =>
    {
        foreach (UdpListener listener in Listeners.All) _poller.Remove(listener);
        if (Peers?.Listener is { } peers) _poller.Remove(peers);
    });

    /// <summary>Closes a socket.</summary>
    /// <param name="done">Called on the lane's thread when it is closed.</param>
    public void Remove(int number, Action done) => _poller.Post(() =>
    {
        if (Listeners.Find(number) is { } listener)
        {
            Listeners.Remove(listener);
            _poller.Remove(listener, listener.Socket.Dispose);
        }

        done();
    });

    /// <summary>Has something done by the lane's thread.</summary>
    public void Post(Action action) => _poller.Post(action);

    /// <summary>Ends the thread. Its shard must have stopped before.</summary>
    public void Dispose()
    {
        Upstream.Dispose();
        _poller.Post(() =>
        {
            Peers?.Dispose();
            Listeners.Dispose();
        });
        Dispatcher.Dispose();
    }
}
