using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Node.Sockets.Interop;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Ipv4;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>
/// Asks for addresses by ARP on our own links and by ICMP echo beyond them. It sends, remembers what is asked and tells who
/// answers; nobody waits in here. On the DHCP lane's thread.
/// </summary>
internal sealed class ConflictProbe : IConflictProbe, IDisposable
{
    private const int PendingMax = 4096;
    private const int BatchCapacity = 32;
    private const int PacketBytesMax = 256;
    private const int EthernetAddressLength = 6;
    private static readonly byte[] EveryStation = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

    private readonly Dictionary<long, ConflictProbeRequest> _pending = [];
    private readonly Dictionary<(int Interface, Ipv4Address Address), long> _byLink = [];
    private readonly IInterfaceSource _interfaces;
    private readonly EpollPoller _poller;
    private readonly LinkSocket? _link;
    private readonly RawSocket? _echo;
    private readonly ReceiveBatch _received = new(BatchCapacity, PacketBytesMax);
    private readonly SendBatch _sent = new(1, PacketBytesMax);
    private readonly ushort _identifier;
    private readonly ulong _mask; // hides our numbers, so that nobody answers echo requests that he has not seen
    private readonly Reader? _linkReader;
    private readonly Reader? _echoReader;

    public ConflictProbe(IInterfaceSource interfaces, EpollPoller poller, ILogger log)
    {
        (_interfaces, _poller) = (interfaces, poller);
        var random = new RandomNumbers(SystemEntropy.Instance);
        _identifier = (ushort)random.Next();
        _mask = ((ulong)random.Next() << 32) | random.Next();
        _link = LinkSocket.Open(EtherType.Arp, out NativeFailure noLink);
        _echo = RawSocket.OpenForEcho(out NativeFailure noEcho);
        if (_link is null) SocketsLog.NoConflictProbe(log, "ARP", noLink.ToString());
        else poller.Add(_linkReader = new Reader(_link, _received, ReadLink));
        if (_echo is null) SocketsLog.NoConflictProbe(log, "ICMP", noEcho.ToString());
        else poller.Add(_echoReader = new Reader(_echo, _received, ReadEcho));
    }

    /// <summary>Probes under way.</summary>
    public int Pending => _pending.Count;

    public bool TryStart(in ConflictProbeRequest request)
    {
        if (_pending.Count >= PendingMax || _pending.ContainsKey(request.Correlation)) return false;
        bool sent = request.IsOnLink && EthernetAddressOf(request.InterfaceIndex) is { IsEmpty: false } own
            ? SendArp(request, own)
            : SendEcho(request);
        if (sent) _pending.Add(request.Correlation, request);
        return sent;
    }

    public void Stop(long correlation)
    {
        if (!_pending.Remove(correlation, out ConflictProbeRequest request)) return;
        (int, Ipv4Address) key = (request.InterfaceIndex, request.Address);
        if (_byLink.TryGetValue(key, out long present) && present == correlation) _byLink.Remove(key);
    }

    private bool SendArp(in ConflictProbeRequest request, ImmutableArray<byte> own)
    {
        if (_link is null) return false;
        ArpPacket.WriteProbe(_sent.Next(_link), own.AsSpan(), request.Address);
        _sent.Commit(ArpPacket.Length, SockAddr.ForLink(request.InterfaceIndex, EtherType.Arp, EveryStation));
        if (!FlushOne()) return false;
        _byLink[(request.InterfaceIndex, request.Address)] = request.Correlation;
        return true;
    }

    private bool SendEcho(in ConflictProbeRequest request)
    {
        if (_echo is null) return false;
        IcmpEcho.WriteRequest(_sent.Next(_echo), _identifier, (ushort)request.Correlation, (ulong)request.Correlation ^ _mask);
        if (request.Source.IsNone) _sent.Commit(IcmpEcho.Length, AddressOf(request.Address));
        else _sent.Commit(IcmpEcho.Length, AddressOf(request.Address), 0, AddressOf(request.Source));
        return FlushOne();
    }

    private bool FlushOne()
    {
        long before = _sent.Sent;
        _sent.Flush();
        return _sent.Sent > before;
    }

    private void ReadLink(int index)
    {
        if (!ArpPacket.TryRead(_received.Datagram(index), out ArpPacket packet)) return;

        // Any packet sent from the address shows a holder. A probe of another server for the same address shows none (RFC 5227 §2.1.1
        // sees a conflict there, but gateways that offer a client the same address ask for it at the same time).
        (int, Ipv4Address) key = (_received.Peer(index).LinkInterface, packet.Sender);
        if (_byLink.TryGetValue(key, out long correlation)) Tell(correlation, packet.SenderHardware);
    }

    private void ReadEcho(int index)
    {
        if (!IcmpEcho.TryReadReply(_received.Datagram(index), out IcmpEcho reply) || reply.Identifier != _identifier) return;
        long correlation = (long)(reply.Data ^ _mask);
        if (_pending.TryGetValue(correlation, out ConflictProbeRequest request) && request.Address == reply.From) Tell(correlation, default);
    }

    private void Tell(long correlation, HardwareAddress answeredBy)
    {
        if (_pending.TryGetValue(correlation, out ConflictProbeRequest request))
            request.Listener.Tell(Dhcp4ListenerMessage.ProbeAnswered(correlation, answeredBy));
    }

    /// <summary>Empty for an interface without one: a tunnel, for example, has no ARP.</summary>
    private ImmutableArray<byte> EthernetAddressOf(int interfaceIndex)
    {
        InterfaceInfo? info = _interfaces.Current?.Find(interfaceIndex);
        return info is { HardwareType: HardwareAddress.Ethernet, HardwareAddress.Length: EthernetAddressLength } ? info.HardwareAddress : [];
    }

    private static SockAddr AddressOf(Ipv4Address address)
    {
        Span<byte> bytes = stackalloc byte[Ipv4Address.Size];
        address.Write(bytes);
        return SockAddr.From(Polymasq.Actors.Listeners.IpEndpoint.From(bytes, 0));
    }

    public void Dispose()
    {
        if (_linkReader is not null) _poller.Remove(_linkReader, () => _link?.Dispose());
        if (_echoReader is not null) _poller.Remove(_echoReader, () => _echo?.Dispose());
        _poller.Post(() =>
        {
            _received.Dispose();
            _sent.Dispose();
        });
    }

    private sealed class Reader(DatagramSocket socket, ReceiveBatch batch, Action<int> read) : IReadySource
    {
        public int Descriptor => socket.Descriptor;

        public void OnReady()
        {
            int count = batch.Receive(socket);
            for (int i = 0; i < count; i++) read(i);
        }
    }
}
