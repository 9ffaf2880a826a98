using System.Net;
using System.Net.Sockets;
using Polymasq.Node.Tests.Sockets.Tcp;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Dns;

/// <summary>A client's resolver. Its UDP socket belongs to the namespace of the thread that made it.</summary>
internal sealed class Stub : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65_535];

    public Stub(AddressFamily family = AddressFamily.InterNetwork, int waitMilliseconds = 30_000) =>
        _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = waitMilliseconds };

    /// <summary>Asks over UDP. Null when nobody answers; an answer from elsewhere than asked fails the test.</summary>
    public DnsView? Ask(IPEndPoint server, string name, RecordType type = RecordType.A)
    {
        _socket.SendTo(DnsBuilder.Query(name, type), server);
        EndPoint from = new IPEndPoint(server.Address, 0);
        try
        {
            int length = _socket.ReceiveFrom(_buffer, ref from);
            Assert.Equal(server.Address.GetAddressBytes(), ((IPEndPoint)from).Address.GetAddressBytes());
            return DnsView.Of(_buffer.AsSpan(0, length));
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return null;
        }
    }

    public static DnsView AskByTcp(IPEndPoint server, string name, RecordType type = RecordType.A)
    {
        using var client = new TcpClientSide(server);
        client.Ask(DnsBuilder.Query(name, type));
        return DnsView.Of(client.Hear());
    }

    public void Send(IPEndPoint server, byte[] datagram) => _socket.SendTo(datagram, server);

    public void Dispose() => _socket.Dispose();
}
