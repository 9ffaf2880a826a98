using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>Listens on one address and hands connections on. Off the hot way, so the runtime's own sockets do.</summary>
internal sealed class TcpAcceptor : IDisposable
{
    private const int Backlog = 256;
    private static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly Action<Socket> _accepted;
    private readonly ILogger _log;
    private volatile bool _closed;

    private TcpAcceptor(Socket socket, Action<Socket> accepted, ILogger log) => (_socket, _accepted, _log) = (socket, accepted, log);

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <param name="accepted">Owns the connection. Called on the thread pool, one connection after the other.</param>
    public static TcpAcceptor? Open(IPEndPoint local, Action<Socket> accepted, ILogger log, out SocketException? failure)
    {
        failure = null;
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (local.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            ArrivalInterface.AskFor(socket);
            socket.Bind(local);
            socket.Listen(Backlog);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            failure = refused;
            return null;
        }

        var acceptor = new TcpAcceptor(socket, accepted, log);
        _ = acceptor.AcceptAsync();
        return acceptor;
    }

    private async Task AcceptAsync()
    {
        bool told = false;
        while (!_closed)
        {
            try
            {
                _accepted(await _socket.AcceptAsync().ConfigureAwait(false));
                told = false;
            }
            catch (Exception) when (_closed)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Out of descriptors, mostly; or the client was gone before we looked.
                if (!told) SocketsLog.AcceptFailed(_log, Local, failure.Message);
                told = true;
                await Task.Delay(Breather).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }
}
