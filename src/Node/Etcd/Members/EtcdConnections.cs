using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Polymasq.Node.Etcd.Members;

/// <summary>Connections to the members: for calls, for probes and for watches their own, so that none waits behind another.</summary>
internal sealed class EtcdConnections : IDisposable
{
    private const int CallsMax = 8; // connections to one member
    private const int KeepAliveSeconds = 1;
    private const int KeepAliveTries = 2;

    private readonly X509ChainPolicy? _trust;

    /// <param name="authorities">In PEM; empty: no member speaks TLS.</param>
    public EtcdConnections(string authorities)
    {
        _trust = authorities.Length == 0 ? null : TrustIn(authorities);
        Calls = Create(CallsMax);
        Probes = Create(1);
        Watches = Create(int.MaxValue);
    }

    public HttpMessageInvoker Calls { get; }

    public HttpMessageInvoker Probes { get; }

    public HttpMessageInvoker Watches { get; }

    public void Dispose()
    {
        Calls.Dispose();
        Probes.Dispose();
        Watches.Dispose();
    }

    private HttpMessageInvoker Create(int connectionsMax)
    {
        SocketsHttpHandler handler = new()
        {
            MaxConnectionsPerServer = connectionsMax,
            ConnectTimeout = EtcdTimes.Connect,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false, // etcd stands beside us; a proxy meant for the web would only be in the way
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
        if (_trust is not null) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = _trust.Clone() };
        return new HttpMessageInvoker(handler);
    }

    /// <summary>A peer that vanished without a word is noticed on a watch too, where we never send anything.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTries);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The operator's authorities and no others; the name is checked as always.</summary>
    private static X509ChainPolicy TrustIn(string authorities)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(authorities);
        return policy;
    }
}
