using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;
using Polymasq.Node.Sockets.Ports;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>Opens and closes what the listeners' actor plans: a UDP socket on each lane, or a TCP listener.</summary>
internal sealed class DnsSockets(IReadOnlyList<DnsLane> lanes, TcpSessions sessions, PortHolder holder, ILogger log) : IListenerSockets, IDisposable
{
    private const int ReceiveBufferBytes = 2 * 1024 * 1024;
    private const int SendBufferBytes = 1024 * 1024;
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(2);

    private readonly Dictionary<ListenTarget, int> _udp = [];
    private readonly Dictionary<ListenTarget, TcpAcceptor> _tcp = [];
    private volatile ServedInterfaces _served = ServedInterfaces.All;
    private int _lastNumber;

    public ListenResult Open(ListenTarget target) => target.Protocol == ListenProtocol.Udp ? OpenUdp(target) : OpenTcp(target);

    public void Close(ListenTarget target)
    {
        if (_tcp.Remove(target, out TcpAcceptor? acceptor)) acceptor.Dispose();
        if (_udp.Remove(target, out int number)) CloseUdp(number);
    }

    public void Serve(ServedInterfaces served)
    {
        _served = served;
        foreach (DnsLane lane in lanes) lane.Listeners.Served = served;
    }

    private ListenResult OpenUdp(ListenTarget target)
    {
        var options = new UdpSocketOptions
        {
            Local = target.EndPoint,
            PacketInfo = !IPAddress.IsLoopback(target.EndPoint.Address), // nothing from outside reaches a loopback address
            ReceiveBufferBytes = ReceiveBufferBytes,
            SendBufferBytes = SendBufferBytes,
        };
        List<UdpSocket> opened = [];
        NativeFailure failure = OpenForLanes(lanes.Count, options, opened);
        if (failure.IsFailure)
        {
            foreach (UdpSocket socket in opened) socket.Dispose();
            return Trouble(target, failure.Error, failure.ToString());
        }

        int number = _udp[target] = ++_lastNumber;
        for (int i = 0; i < opened.Count; i++) lanes[i].Add(number, opened[i], target.IsWildcard);
        return new ListenResult(ListenOutcome.Open, "");
    }

    /// <summary>Opens a socket for each lane, all on one address.</summary>
    /// <param name="opened">Takes them; on failure those that were opened are the caller's to close.</param>
    public static NativeFailure OpenForLanes(int lanes, UdpSocketOptions options, List<UdpSocket> opened)
    {
        UdpSocket? first = UdpSocket.Open(options, out NativeFailure failure);
        if (first is null) return failure;
        if (lanes == 1)
        {
            opened.Add(first);
            return default;
        }

        // Sockets that share a port would share it with another gateway's as well. The first one has shown that nobody has it.
        options = options with { Local = first.Local, ReusePort = true };
        first.Dispose();
        for (int i = 0; i < lanes; i++)
        {
            if (UdpSocket.Open(options, out failure) is not { } socket) return failure;
            opened.Add(socket);
        }

        return default;
    }

    private ListenResult OpenTcp(ListenTarget target)
    {
        var acceptor = TcpAcceptor.Open(target.EndPoint, Admit, log, out SocketException? failure);
        if (acceptor is null) return Trouble(target, ErrnoOf(failure!), failure!.Message);
        _tcp.Add(target, acceptor);
        return new ListenResult(ListenOutcome.Open, "");
    }

    private void Admit(Socket connection)
    {
        int arrival = ArrivalInterface.Of(connection);
        ServedInterfaces served = _served;
        bool isOurs = connection.RemoteEndPoint is IPEndPoint client && served.Takes(IpEndpoint.From(client));
        if (isOurs && (arrival == 0 || served.Contains(arrival))) sessions.Admit(connection);
        else connection.Dispose();
    }

    private ListenResult Trouble(ListenTarget target, Errno error, string text) => error switch
    {
        Errno.AddressInUse => new ListenResult(ListenOutcome.Taken, holder.Describe(target.Protocol, target.EndPoint)),
        Errno.AddressNotAvailable or Errno.NoDevice => new ListenResult(ListenOutcome.NotThere, $"cannot be opened: {text}"),
        Errno.AccessDenied or Errno.NotPermitted => new ListenResult(
            ListenOutcome.Refused,
            $"cannot be opened: {text}. Ports below 1024 need root or CAP_NET_BIND_SERVICE; or set dns.port"),
        _ => new ListenResult(ListenOutcome.Refused, $"cannot be opened: {text}"),
    };

    private static Errno ErrnoOf(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => Errno.AddressInUse,
        SocketError.AddressNotAvailable => Errno.AddressNotAvailable,
        SocketError.AccessDenied => Errno.AccessDenied,
        _ => Errno.Invalid,
    };

    /// <summary>Waits for the lanes: the address may be wanted again at once.</summary>
    private void CloseUdp(int number)
    {
        var closed = new CountdownEvent(lanes.Count); // not disposed: a slow lane may signal when nobody waits any more
        foreach (DnsLane lane in lanes) lane.Remove(number, () => closed.Signal());
        closed.Wait(ClosingTime);
    }

    public void Dispose()
    {
        foreach (TcpAcceptor acceptor in _tcp.Values) acceptor.Dispose();
        _tcp.Clear();
    }
}
