using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>
/// A lane's way to the upstream servers: many sockets on random ports, one of them chosen by an unpredictable number for each
/// question (RFC 5452 §9.2). Sockets are opened with the first question, replaced after some use or age, and closed when nobody asks.
/// </summary>
/// <remarks>All of it happens on the lane's thread, the sockets' events included.</remarks>
internal sealed class UpstreamSocketPool : IUpstreamPort, IUpstreamReceiver, IDisposable
{
    private readonly UpstreamSocketSettings _settings;
    private readonly FixedPortSockets _fixed;
    private readonly EpollPoller _poller;
    private readonly PacketPool _packets;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RandomNumbers _random = new(SystemEntropy.Instance);
    private readonly UpstreamSocketSet _inet;
    private readonly UpstreamSocketSet _inet6;
    private readonly Dictionary<(IpEndpoint? Source, string Interface, bool IsInet), UpstreamSocketSet> _bound = []; // as many as the configuration names
    private readonly Queue<UpstreamSocket> _retired = new();
    private readonly ITimer _sweep;
    private IActorRef<CacheShardMessage>? _shard;
    private int _lastToken;
    private bool _troubleTold;

    /// <param name="shared">Sockets whose port the configuration names, for all lanes. Not owned.</param>
    public UpstreamSocketPool(UpstreamSocketSettings settings, FixedPortSockets shared, EpollPoller poller, PacketPool packets, TimeProvider time, ILogger log)
    {
        (_settings, _fixed, _poller, _packets, _time, _log) = (settings, shared, poller, packets, time, log);
        _inet = SetOn(IPAddress.Any, settings.QueryPort, device: null);
        _inet6 = SetOn(IPAddress.IPv6Any, settings.QueryPort, device: null);
        _sweep = time.CreateTimer(static state => ((UpstreamSocketPool)state!).SweepSoon(), this, settings.Grace, settings.Grace);
    }

    /// <summary>Replies that were lost because the packets were used up or the shard's mailbox was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Questions that the kernel did not take.</summary>
    public long Unsent { get; private set; }

    /// <summary>To be called once, before the first question: whom to tell of replies.</summary>
    public void Connect(IActorRef<CacheShardMessage> shard) => _shard = shard;

    public bool TrySend(UpstreamTarget target, ReadOnlySpan<byte> query, out int socketToken)
    {
        socketToken = 0;
        IpEndpoint server = target.Address;
        UpstreamSocketSet set = target.LeavesAnywhere ? server.IsInet ? _inet : _inet6 : BoundFor(target);
        int chosen = _random.Below(set.Sockets.Length);
        if (set.Sockets[chosen] is null) OpenAll(set);
        if (Ready(set, chosen) is not { } socket) return false;
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
    private void OpenAll(UpstreamSocketSet set)
    {
        for (int place = 0; place < set.Sockets.Length && Ready(set, place) is not null; place++)
        {
        }
    }

    private UpstreamSocketSet BoundFor(UpstreamTarget target)
    {
        (IpEndpoint? Source, string Interface, bool IsInet) key = (target.Source, target.Interface, target.Address.IsInet);
        if (_bound.TryGetValue(key, out UpstreamSocketSet? known)) return known;
        IPAddress local = target.Source?.ToIPEndPoint().Address ?? (key.IsInet ? IPAddress.Any : IPAddress.IPv6Any);
        int port = target.Source is { Port: > 0 } source ? source.Port : _settings.QueryPort;
        UpstreamSocketSet set = SetOn(local, port, target.Interface.Length > 0 ? target.Interface : null);
        _bound.Add(key, set);
        return set;
    }

    private UpstreamSocketSet SetOn(IPAddress local, int port, string? device) => new(port > 0 ? 1 : _settings.SocketsPerFamily, new IPEndPoint(local, port), device);

    private UpstreamSocket? Ready(UpstreamSocketSet set, int place)
    {
        UpstreamSocket? present = set.Sockets[place];
        long now = _time.GetTimestamp();
        if (present is not null && (!present.IsWornOut(now) || !HasRoomToRetire(now))) return present;
        UpstreamSocket? fresh = Open(set, now);
        if (fresh is null) return present;
        if (present is not null) Retire(present, now);
        return set.Sockets[place] = fresh;
    }

    private UpstreamSocket? Open(UpstreamSocketSet set, long now)
    {
        if (set.HasFixedPort) return _fixed.Find(set.Local, set.Device, _settings.ReceiveBufferBytes, _poller);
        const int Attempts = 16; // of which one finds a free port, unless other programs have nearly all of them
        NativeFailure failure = default;
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            int port = _settings.PortMin + _random.Below(_settings.PortMax + 1 - _settings.PortMin);
            var options = new UdpSocketOptions { Local = new IPEndPoint(set.Local.Address, port), Device = set.Device, ReceiveBufferBytes = _settings.ReceiveBufferBytes };
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
        foreach (UpstreamSocketSet set in OwnSets) RetireOld(set, now);
    }

    private IEnumerable<UpstreamSocketSet> OwnSets => ((UpstreamSocketSet[])[_inet, _inet6, .. _bound.Values]).Where(static set => !set.HasFixedPort);

    private void RetireOld(UpstreamSocketSet set, long now)
    {
        foreach (ref UpstreamSocket? socket in set.Sockets)
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
        foreach (UpstreamSocket? socket in OwnSets.SelectMany(static set => set.Sockets.ToArray()).Concat(_retired))
        {
            if (socket is not null) Close(socket);
        }
    }
}
