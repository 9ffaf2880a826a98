using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Polymasq.Actors.Listeners;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream.Streams;

/// <summary>A DNS server over TCP or TLS on a port of 127.0.0.1 that the kernel has chosen. What a connection does is a function.</summary>
internal sealed class StreamDnsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private int _connections;

    public StreamDnsServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Address = IpEndpoint.From((IPEndPoint)_listener.LocalEndpoint);
        _ = AcceptAsync();
    }

    public IpEndpoint Address { get; }

    /// <summary>Connections so far, those included whose handshake has failed.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What a connection does, by its number from 1 on, until it is closed.</summary>
    public Func<int, Stream, Task> Serve { get; set; } = static (_, stream) => AnswerAllAsync(stream);

    /// <summary>Answers every question at once until the client goes.</summary>
    public static async Task AnswerAllAsync(Stream stream)
    {
        while (await ReadAsync(stream) is { } query) await WriteAsync(stream, LoopbackServer.Standard(query));
    }

    /// <summary>The next question, or null when the client has closed.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream)
    {
        byte[] length = new byte[2];
        if (await stream.ReadAtLeastAsync(length, 2, throwOnEndOfStream: false) < 2) return null;
        byte[] query = new byte[(length[0] << 8) | length[1]];
        await stream.ReadExactlyAsync(query);
        return query;
    }

    public static async Task WriteAsync(Stream stream, byte[] message) => await stream.WriteAsync((byte[])[(byte)(message.Length >> 8), (byte)message.Length, .. message]);

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // disposed
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        int number = Interlocked.Increment(ref _connections);
        try
        {
            using TcpClient owned = client;
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                SslStream secured = new(stream);
                await secured.AuthenticateAsServerAsync(_certificate);
                stream = secured;
            }

            await using (stream) await Serve(number, stream);
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException or SocketException or ObjectDisposedException)
        {
            // the client has gone
        }
    }

    public void Dispose() => _listener.Dispose();
}
