using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Peers;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>
/// Opens cluster.address: UDP on every lane for questions, TCP for what is longer. An address that is not there yet is tried
/// again until it is.
/// </summary>
internal sealed class ClusterSockets : IDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TcpSettings Limits = new()
    {
        ConnectionsMax = 64, ConnectionsPerClientMax = 8, QueriesMax = 4, OutputBytesMax = 512 * 1024, IdleTimeout = TimeSpan.FromSeconds(10),
    };

    private readonly Lock _lock = new();
    private readonly IPEndPoint _address;
    private readonly IReadOnlyList<DnsLane> _lanes;
    private readonly ILogger _log;
    private readonly PeerStreamResponder _responder;
    private readonly TcpSessions _sessions;
    private readonly ITimer _again;
    private TcpAcceptor? _acceptor;
    private bool _isTroubleTold, _isDisposed;

    public ClusterSockets(IPEndPoint address, IReadOnlyList<DnsLane> lanes, PeerSettings settings, TimeProvider system, TimeProvider protocol, ILogger log)
    {
        (_address, _lanes, _log) = (address, lanes, log);
        _responder = new PeerStreamResponder(settings, protocol);
        _sessions = new TcpSessions(Limits, _responder, system, log);
        _again = system.CreateTimer(static state => ((ClusterSockets)state!).TryOpen(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        TryOpen();
    }

    /// <summary>Where other gateways are answered; null while that cannot be opened.</summary>
    public IPEndPoint? Local => _acceptor?.Local;

    /// <summary>Answers what other gateways ask of the audit. Until it is set they are refused.</summary>
    public IAuditSource? Audit
    {
        get => _responder.Audit;
        set => _responder.Audit = value;
    }

    private void TryOpen()
    {
        lock (_lock)
        {
            if (_isDisposed || _acceptor is not null) return;
            string? trouble = Open();
            if (trouble is null)
            {
                SocketsLog.ClusterAddressOpen(_log, _acceptor!.Local);
                return;
            }

            if (!_isTroubleTold) SocketsLog.ClusterAddressRefused(_log, _address, trouble);
            _isTroubleTold = true;
            _again.Change(AgainAfter, Timeout.InfiniteTimeSpan);
        }
    }

    private string? Open()
    {
        List<UdpSocket> opened = [];
        NativeFailure failure = DnsSockets.OpenForLanes(_lanes.Count, new UdpSocketOptions { Local = _address }, opened);
        SocketException? refused = null;
        if (!failure.IsFailure) _acceptor = TcpAcceptor.Open(opened[0].Local, _sessions.Admit, _log, out refused);
        if (_acceptor is null)
        {
            foreach (UdpSocket socket in opened) socket.Dispose();
            return refused?.Message ?? failure.ToString();
        }

        for (int i = 0; i < opened.Count; i++) _lanes[i].AddPeers(opened[i]);
        return null;
    }

    /// <summary>Takes no more connections; the lanes close their sockets themselves.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _again.Dispose();
            _acceptor?.Dispose();
            _sessions.Dispose();
        }
    }
}
