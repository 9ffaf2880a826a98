using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>
/// The sockets whose port the configuration names (dns.query-port, a port in a server's source). There can be one only of each, so all lanes send
/// through it; the lane that needed it first receives, and tells every shard, of which one has asked. They stay open until the end.
/// </summary>
internal sealed class FixedPortSockets(PacketPool packets, TimeProvider time, ILogger log) : IUpstreamReceiver, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(IPEndPoint Local, string? Device), (UpstreamSocket Socket, EpollPoller Poller)> _sockets = []; // as many as the configuration names
    private readonly List<IActorRef<CacheShardMessage>> _shards = []; // complete before the first question
    private long _dropped;
    private bool _troubleTold;

    /// <summary>Replies that were lost because the packets were used up or a shard's mailbox was full.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>To be called for each lane, before the first question.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard) => _shards.Add(shard);

    /// <summary>The socket of a port, opened by the first lane that asks for it. Null when it cannot be opened. From any lane's thread.</summary>
    /// <param name="poller">The caller's: if the socket is not there yet, it is read there.</param>
    public UpstreamSocket? Find(IPEndPoint local, string? device, int receiveBufferBytes, EpollPoller poller)
    {
        lock (_lock)
        {
            if (_sockets.TryGetValue((local, device), out (UpstreamSocket Socket, EpollPoller Poller) known)) return known.Socket;
            var options = new UdpSocketOptions { Local = local, Device = device, ReceiveBufferBytes = receiveBufferBytes };
            if (UdpSocket.Open(options, out NativeFailure failure) is not { } opened)
            {
                if (!_troubleTold) SocketsLog.NoUpstreamPort(log, local, failure.ToString());
                _troubleTold = true;
                return null;
            }

            _troubleTold = false;
            SocketsLog.FixedUpstreamPort(log, local);
            UpstreamSocket socket = new(opened, token: -1 - _sockets.Count, this, usesMax: long.MaxValue, retireAt: long.MaxValue);
            _sockets.Add((local, device), (socket, poller));
            poller.Add(socket);
            return socket;
        }
    }

    public Packet? TryRent()
    {
        Packet? packet = packets.TryRent();
        if (packet is null) Interlocked.Increment(ref _dropped);
        return packet;
    }

    public void Received(Packet packet, IpEndpoint from, int token)
    {
        packet.Origin = new QueryOrigin { Peer = from, Socket = token, ReceivedAt = time.GetTimestamp() };
        for (int i = 1; i < _shards.Count; i++)
        {
            if (TryRent() is not { } copy) continue;
            packet.Message.CopyTo(copy.Buffer);
            (copy.Length, copy.Origin) = (packet.Length, packet.Origin);
            Tell(_shards[i], copy);
        }

        Tell(_shards[0], packet);
    }

    private void Tell(IActorRef<CacheShardMessage> shard, Packet packet)
    {
        if (shard.TryTell(CacheShardMessage.Reply(packet))) return;
        packet.Release();
        Interlocked.Increment(ref _dropped);
    }

    /// <summary>To be called while the lanes still run.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach ((UpstreamSocket socket, EpollPoller poller) in _sockets.Values) poller.Post(() => poller.Remove(socket, socket.Close));
            _sockets.Clear();
        }
    }
}
