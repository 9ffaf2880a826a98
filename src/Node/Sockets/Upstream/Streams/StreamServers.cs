using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>The upstream servers that are asked over streams, with their connections. All lanes share them, from any thread.</summary>
internal sealed class StreamServers : IDisposable
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<UpstreamTarget, IStreamServer> _servers = [];
    private readonly PacketPool _small;
    private readonly PacketPool _large;
    private readonly ILogger _log;
    private readonly ITimer _sweep;
    private bool _isDisposed;

    /// <param name="small">Packets for ordinary replies.</param>
    /// <param name="large">The same for replies of up to 65,535 bytes.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="log">For events 2030 to 2039.</param>
    public StreamServers(PacketPool small, PacketPool large, TimeProvider time, ILogger log)
    {
        (_small, _large, Time, _log) = (small, large, time, log);
        _sweep = time.CreateTimer(static state => ((StreamServers)state!).Sweep(), this, Forgotten, Forgotten);
    }

    public TimeProvider Time { get; }

    /// <summary>Sends the question of an exchange, over a new connection if there is none.</summary>
    public void Ask(StreamExchange exchange)
    {
        IStreamServer? server;
        lock (_gate)
        {
            if (_isDisposed) server = null;
            else if (!_servers.TryGetValue(exchange.Server, out server)) _servers.Add(exchange.Server, server = Make(exchange.Server));
        }

        if (server is null) exchange.Fail();
        else server.Ask(exchange);
    }

    /// <summary>Null when all are in use.</summary>
    public Packet? TryRent(int length) => length <= _small.BytesEach ? _small.TryRent() : _large.TryRent();

    private IStreamServer Make(UpstreamTarget target)
    {
        ServerTrouble trouble = new(target, _log);
        if (target.Transport == UpstreamTransport.Https) return new HttpsServer(target, trouble, Time);
        return new PipelinedServer(new StreamDialer(target, trouble), trouble, Time);
    }

    /// <summary>Servers that nobody asks any more are forgotten: they may have left the configuration.</summary>
    private void Sweep()
    {
        List<IStreamServer> gone = [];
        lock (_gate)
        {
            foreach ((UpstreamTarget target, IStreamServer server) in _servers)
            {
                if (Time.GetElapsedTime(server.LastAskedAt) < Forgotten) continue;
                gone.Add(server);
                _servers.Remove(target);
            }
        }

        foreach (IStreamServer server in gone) server.Dispose();
    }

    public void Dispose()
    {
        IStreamServer[] servers;
        lock (_gate)
        {
            _isDisposed = true;
            servers = [.. _servers.Values];
            _servers.Clear();
        }

        _sweep.Dispose();
        foreach (IStreamServer server in servers) server.Dispose();
    }
}
