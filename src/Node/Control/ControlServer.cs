using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control;

/// <summary>Serves the control API: Kestrel without a host, containers or routing around it, on a unix socket and on demand on TCP.</summary>
/// <param name="endpoints">Where.</param>
/// <param name="commands">All that can be asked for.</param>
/// <param name="readiness">Whether the gateway serves, and how well. Called from any thread.</param>
/// <param name="logs">Where the server tells of itself.</param>
internal sealed class ControlServer(
    ControlEndpoints endpoints, IEnumerable<IControlCommand> commands, Func<ReadyReport> readiness, ILoggerFactory logs) : IAsyncDisposable
{
    private const int ConnectionsMax = 64;
    private const int RequestBytesMax = 16 * 1024;

    /// <summary>How long the end waits for commands that are being answered. Tails end at once.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = logs.CreateLogger("Polymasq.Node.Control");
    private KestrelServer? _server;
    private bool _hasSocket;

    /// <summary>Listens. Takes some 100 ms of loading and compiling, so call it when clients are served already.</summary>
    /// <exception cref="IOException">An address or the token cannot be had; the message names it, the reason and the remedy.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        BearerToken? token = endpoints.HttpListen is null ? null : BearerToken.Read(endpoints.TokenFile);
        Application application = new(new ControlRouter(commands, readiness, token, _log), _stopping.Token);
        _server = new KestrelServer(Options.Create(ServerOptions()), new SocketTransportFactory(Options.Create(TransportOptions()), logs), logs);
        try
        {
            await _server.StartAsync(application, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is AddressInUseException or SocketException)
        {
            throw new IOException($"the control API cannot listen: {failure.Message}; see control.http.listen", failure);
        }

        if (_hasSocket) ControlLog.Listening(_log, endpoints.SocketPath);
        if (endpoints.HttpListen is { } tcp) ControlLog.ListeningOnTcp(_log, tcp.ToString());
    }

    /// <summary>Takes no new caller, ends tails, and gives commands that are being answered half a second.</summary>
    public async Task Stop()
    {
        // First the name: who starts now finds no socket, and what another one makes there later stays.
        if (_hasSocket) File.Delete(endpoints.SocketPath);
        _hasSocket = false;
        await _stopping.CancelAsync().ConfigureAwait(false);
        using CancellationTokenSource patience = new(LastWait);
        if (_server is not null) await _server.StopAsync(patience.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop().ConfigureAwait(false);
        _server?.Dispose();
        _stopping.Dispose();
    }

    private KestrelServerOptions ServerOptions()
    {
        KestrelServerOptions options = new() { AddServerHeader = false, ApplicationServices = new ServiceCollection().BuildServiceProvider() };
        options.Limits.MaxConcurrentConnections = ConnectionsMax;
        options.Limits.MaxRequestBodySize = RequestBytesMax;
        if (endpoints.SocketPath.Length > 0) options.ListenUnixSocket(Path.GetFullPath(endpoints.SocketPath), static listen => listen.Protocols = HttpProtocols.Http1);
        if (endpoints.HttpListen is { } tcp) options.Listen(tcp, static listen => listen.Protocols = HttpProtocols.Http1);
        return options;
    }

    private SocketTransportOptions TransportOptions() => new()
    {
        IOQueueCount = 1,
        CreateBoundListenSocket = endPoint =>
        {
            if (endPoint is not UnixDomainSocketEndPoint) return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            Socket socket = ControlSocket.Listen(endpoints.SocketPath);
            _hasSocket = true;
            return socket;
        },
    };

    private sealed class Application(ControlRouter router, CancellationToken stopping) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => router.Answer(context, stopping);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
