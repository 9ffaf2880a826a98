using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>
/// A lane's way to the upstream servers: many sockets on random ports, one of them chosen by an unpredictable number for each
/// question (RFC 5452 §9.2). Sockets are opened with the first question, replaced after some use or age, and closed when nobody asks.
/// </summary>
/// <remarks>All of it happens on the lane's thread, the sockets' events included.</remarks>
internal sealed class UpstreamSocketPool : IUpstreamPort, IDisposable
{
    private readonly UpstreamSocketSettings _settings;
    private readonly EpollPoller _poller;
    private readonly PacketPool _packets;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RandomNumbers _random = new();
    private readonly UpstreamSocket?[] _inet;
    private readonly UpstreamSocket?[] _inet6;
    private readonly Queue<UpstreamSocket> _retired = new();
    private readonly ITimer _sweep;
    private IActorRef<CacheShardMessage>? _shard;
    private int _lastToken;
    private bool _troubleTold;

    public UpstreamSocketPool(UpstreamSocketSettings settings, EpollPoller poller, PacketPool packets, TimeProvider time, ILogger log)
    {
        (_settings, _poller, _packets, _time, _log) = (settings, poller, packets, time, log);
        _inet = new UpstreamSocket?[settings.SocketsPerFamily];
        _inet6 = new UpstreamSocket?[settings.SocketsPerFamily];
        _sweep = time.CreateTimer(static state => ((UpstreamSocketPool)state!).SweepSoon(), this, settings.Grace, settings.Grace);
    }

    /// <summary>Replies that were lost because the packets were used up or the shard's mailbox was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Questions that the kernel did not take.</summary>
    public long Unsent { get; private set; }

    /// <summary>To be called once, before the first question: whom to tell of replies.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard) => _shard = shard;

    public bool TrySend(in IpEndpoint server, ReadOnlySpan<byte> query, out int socketToken)
    {
        socketToken = 0;
        UpstreamSocket?[] sockets = server.IsInet ? _inet : _inet6;
        int chosen = _random.Below(sockets.Length);
        if (sockets[chosen] is null) OpenAll(sockets, server.IsInet);
        if (Ready(sockets, chosen, server.IsInet) is not { } socket) return false;
        socketToken = socket.Token;
        Errno error = socket.Send(SockAddr.From(server), query);
        if (error != Errno.None) Unsent++;
        return error is Errno.None or Errno.Again or Errno.NoBufferSpace or Errno.Interrupted; // the last three are a loss on the way
    }

    /// <summary>Nothing to do: each question has a socket of its own and has left through it.</summary>
    public void Flush()
    {
    }

    public Packet? TryRent()
    {
        Packet? packet = _packets.TryRent();
        if (packet is null) Dropped++;
        return packet;
    }

    public void Received(Packet packet, IpEndpoint from, int token)
    {
        packet.Origin = new QueryOrigin { Peer = from, Socket = token, ReceivedAt = _time.GetTimestamp() };
        if (_shard!.TryTell(CacheShardMessage.Reply(packet))) return;
        packet.Release();
        Dropped++;
    }

    /// <summary>All at once with the first question, which is mostly a probe at the start: a millisecond then, and none for the clients.</summary>
    private void OpenAll(UpstreamSocket?[] sockets, bool inet)
    {
        for (int place = 0; place < sockets.Length && Ready(sockets, place, inet) is not null; place++)
        {
        }
    }

    private UpstreamSocket? Ready(UpstreamSocket?[] sockets, int place, bool inet)
    {
        UpstreamSocket? present = sockets[place];
        long now = _time.GetTimestamp();
        if (present is not null && (!present.IsWornOut(now) || !HasRoomToRetire(now))) return present;
        UpstreamSocket? fresh = Open(inet ? IPAddress.Any : IPAddress.IPv6Any, now);
        if (fresh is null) return present;
        if (present is not null) Retire(present, now);
        return sockets[place] = fresh;
    }

    private UpstreamSocket? Open(IPAddress any, long now)
    {
        const int Attempts = 8;
        NativeFailure failure = default;
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            // The last attempt leaves the choice to the kernel, which finds a port if there is one.
            int port = attempt == Attempts ? 0 : _settings.PortMin + _random.Below(65536 - _settings.PortMin);
            var options = new UdpSocketOptions { Local = new IPEndPoint(any, port), ReceiveBufferBytes = _settings.ReceiveBufferBytes };
            if (UdpSocket.Open(options, out failure) is { } socket) return Start(socket, now);
            if (failure.Error is not (Errno.AddressInUse or Errno.AccessDenied)) break;
        }

        if (!_troubleTold) SocketsLog.NoUpstreamSocket(_log, failure.ToString());
        _troubleTold = true; // until one can be opened again: every question would be a line otherwise
        return null;
    }

    private UpstreamSocket Start(UdpSocket socket, long now)
    {
        int usesMax = _settings.UsesMax + _random.Below((_settings.UsesMax / 2) + 1);
        _troubleTold = false;
        var upstream = new UpstreamSocket(socket, ++_lastToken, this, usesMax, now + Ticks(_settings.AgeMax));
        _poller.Add(upstream);
        return upstream;
    }

    private bool HasRoomToRetire(long now)
    {
        CloseExpired(now);
        return _retired.Count < _settings.RetiredMax;
    }

    private void Retire(UpstreamSocket socket, long now)
    {
        socket.CloseAt = now + Ticks(_settings.Grace);
        _retired.Enqueue(socket);
    }

    private void CloseExpired(long now)
    {
        while (_retired.TryPeek(out UpstreamSocket? oldest) && oldest.CloseAt <= now) Close(_retired.Dequeue());
    }

    private void Close(UpstreamSocket socket) => _poller.Remove(socket, socket.Close);

    private void SweepSoon() => _poller.Post(Sweep);

    /// <summary>While nobody asks, ports are given back: some other program may want one of them.</summary>
    private void Sweep()
    {
        long now = _time.GetTimestamp();
        CloseExpired(now);
        RetireOld(_inet, now);
        RetireOld(_inet6, now);
    }

    private void RetireOld(UpstreamSocket?[] sockets, long now)
    {
        foreach (ref UpstreamSocket? socket in sockets.AsSpan())
        {
            if (socket is null || !socket.IsWornOut(now) || !HasRoomToRetire(now)) continue;
            Retire(socket, now);
            socket = null;
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    public void Dispose()
    {
        _sweep.Dispose();
        _poller.Post(CloseAll);
    }

    private void CloseAll()
    {
        foreach (UpstreamSocket? socket in _inet.Concat(_inet6).Concat(_retired))
        {
            if (socket is not null) Close(socket);
        }
    }
}
