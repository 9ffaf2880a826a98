using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>Makes connections to one server: TCP, and TLS on it where the server is asked so.</summary>
internal sealed class StreamDialer(UpstreamTarget server, ServerTrouble trouble)
{
    public StreamQueryOptions QueryOptions => server.Transport == UpstreamTransport.Tls ? StreamQueryOptions.Tls : StreamQueryOptions.Tcp;

    /// <summary>A connection that can be used, or null and, where it is the operator's concern, a log line.</summary>
    public async Task<Stream?> TryConnectAsync(CancellationToken cancelled)
    {
        Stream? stream = null;
        ServerCertificate certificate = new(server);
        try
        {
            stream = await ConnectAsync(server, cancelled).ConfigureAwait(false);
            if (server.Transport == UpstreamTransport.Plain) return stream;
            SslStream secured = new(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(certificate.Options(), cancelled).ConfigureAwait(false);
            trouble.Clear();
            return stream;
        }
        catch (AuthenticationException failure)
        {
            trouble.TellUntrusted(certificate.Wrong.Length > 0 ? certificate.Wrong : $"TLS cannot be agreed on: {(failure.InnerException ?? failure).Message}");
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException)
        {
            // It cannot be reached: the server's actor hears of it, and says so.
        }

        if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>A TCP connection that leaves from where the configuration says.</summary>
    public static async Task<NetworkStream> ConnectAsync(UpstreamTarget server, CancellationToken cancelled)
    {
        Socket socket = new(server.Address.IsInet ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (server.Interface.Length > 0) BindToDevice(socket, server.Interface);
            if (server.Source is { } source) socket.Bind(source.WithPort(0).ToIPEndPoint()); // many connections cannot have one port
            await socket.ConnectAsync(server.Address.ToIPEndPoint(), cancelled).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void BindToDevice(Socket socket, string device)
    {
        const int SolSocket = 1, SoBindToDevice = 25; // the same on x64 and arm64
        socket.SetRawSocketOption(SolSocket, SoBindToDevice, System.Text.Encoding.ASCII.GetBytes(device + "\0"));
    }
}
