using System.Net;
using System.Net.Sockets;

namespace Polymasq.Node.Tests.Sockets.Tcp;

/// <summary>A client that writes and reads frames.</summary>
internal sealed class TcpClientSide : IDisposable
{
    private const int Wait = 30_000;
    private readonly TcpClient _client;

    /// <param name="server">Where it connects to.</param>
    /// <param name="from">The address that it has.</param>
    public TcpClientSide(IPEndPoint server, IPAddress? from = null)
    {
        _client = from is null ? new TcpClient() : new TcpClient(new IPEndPoint(from, 0));
        _client.Connect(server);
        _client.NoDelay = true;
        _client.ReceiveTimeout = Wait;
    }

    public Socket Socket => _client.Client;

    public static byte[] Frame(params byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    public void Ask(params byte[] message) => Socket.Send(Frame(message));

    public byte[] Hear()
    {
        byte[] length = Read(2);
        return Read((length[0] << 8) | length[1]);
    }

    /// <summary>True when the server closes the connection, politely or not.</summary>
    public bool IsClosed()
    {
        try
        {
            return Socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode != SocketError.TimedOut;
        }
    }

    private byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int piece = Socket.Receive(bytes.AsSpan(at));
            Assert.NotEqual(0, piece);
            at += piece;
        }

        return bytes;
    }

    public void Dispose() => _client.Dispose();
}
