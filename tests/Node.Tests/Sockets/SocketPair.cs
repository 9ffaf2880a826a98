using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Node.Sockets;

namespace Polymasq.Node.Tests.Sockets;

/// <summary>Two sockets on loopback, with batches and a poller to wait for what comes.</summary>
internal sealed class SocketPair : IDisposable
{
    private const int WaitMilliseconds = 30_000;

    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly Arrival _arrival;

    public SocketPair(UdpSocketOptions server, int capacity = 32, int datagramBytesMax = 2048)
    {
        Receive = new ReceiveBatch(capacity, datagramBytesMax);
        Send = new SendBatch(capacity, datagramBytesMax);
        Server = Open(server);
        Client = Open(new UdpSocketOptions { Local = new IPEndPoint(server.Local.Address, 0) });
        _arrival = new Arrival(this);
    }

    public UdpSocket Server { get; }

    public UdpSocket Client { get; }

    public ReceiveBatch Receive { get; }

    public SendBatch Send { get; }

    public static UdpSocketOptions On(string address) => new() { Local = new IPEndPoint(IPAddress.Parse(address), 0) };

    public static UdpSocket Open(UdpSocketOptions options)
    {
        UdpSocket? socket = UdpSocket.Open(options, out NativeFailure failure);
        if (socket is null) Assert.Skip($"{options.Local} cannot be opened here: {failure}");
        return socket;
    }

    /// <summary>Waits until something is there and takes one batch of it; 0 when nothing came in time.</summary>
    public int ReceiveFrom(UdpSocket socket)
    {
        _arrival.Take(socket);
        _poller.Add(_arrival);
        while (_arrival.Waiting && !_arrival.TimedOut) _poller.Poll(WaitMilliseconds);
        _poller.Remove(_arrival);
        return _arrival.Count;
    }

    public void Dispose()
    {
        _poller.Dispose();
        Server.Dispose();
        Client.Dispose();
        Receive.Dispose();
        Send.Dispose();
    }

    private sealed class Arrival(SocketPair pair) : IReadySource
    {
        private UdpSocket _socket = pair.Server;
        private int _polls;

        public int Descriptor => _socket.Descriptor;

        public int Count { get; private set; }

        public bool Waiting { get; private set; }

        public bool TimedOut => _polls++ > 3;

        public void Take(UdpSocket socket)
        {
            _socket = socket;
            _polls = 0;
            Count = 0;
            Waiting = true;
        }

        public void OnReady()
        {
            Count = pair.Receive.Receive(_socket);
            Waiting = false;
        }
    }
}
