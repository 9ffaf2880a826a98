using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>All connections of all listeners: admits them within the limits and ends them when the gateway stops.</summary>
internal sealed class TcpSessions(TcpSettings settings, ITcpResponder responder, TimeProvider time, ILogger log) : IDisposable
{
    private readonly Lock _lock = new(); // taken when a connection comes and when it goes
    private readonly HashSet<TcpSession> _open = [];
    private readonly Dictionary<IPAddress, int> _byClient = [];
    private readonly CancellationTokenSource _stop = new();
    private volatile TcpSettings _settings = settings;
    private int _count;
    private long _refused, _displaced;

    /// <summary>Connections at present.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Of these, the idle ones.</summary>
    public int CountIdle()
    {
        lock (_lock) return _open.Count(static session => session.IsIdle);
    }

    /// <summary>Connections that were closed as they came because a limit was reached.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Idle connections that were closed to make room for a new one.</summary>
    public long Displaced => Volatile.Read(ref _displaced);

    /// <summary>New limits, for connections that come from now on. From any thread.</summary>
    public void Configure(TcpSettings changed) => _settings = changed;

    /// <summary>Takes the connection and serves it; closes it when there are too many and none of them is idle.</summary>
    public void Admit(Socket connection)
    {
        TcpSession session;
        try
        {
            connection.NoDelay = true; // an answer is one segment and nothing follows it
            session = new TcpSession(connection, _settings, responder, time);
        }
        catch (SocketException)
        {
            connection.Dispose(); // gone before it could be looked at
            return;
        }

        if (TryAdd(session))
        {
            _ = ServeAsync(session);
            return;
        }

        Interlocked.Increment(ref _refused);
        session.Dispose();
    }

    private async Task ServeAsync(TcpSession session)
    {
        await Task.Yield(); // the one who accepts goes on
        try
        {
            await session.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            SocketsLog.SessionFailed(log, failure);
        }
        finally
        {
            lock (_lock) Remove(session);
            session.Dispose();
        }
    }

    private bool TryAdd(TcpSession session)
    {
        TcpSettings limits = _settings;
        lock (_lock)
        {
            int present = _byClient.GetValueOrDefault(session.Client);
            if (present >= limits.ConnectionsPerClientMax && !TryDisplace(session.Client)) return false;
            if (_open.Count >= limits.ConnectionsMax && !TryDisplace(null)) return false;
            _open.Add(session);
            _byClient[session.Client] = _byClient.GetValueOrDefault(session.Client) + 1;
            _count = _open.Count;
            return true;
        }
    }

    // RFC 7766 §6.2.3: a server may close idle connections at any time, and clients come back when they have something to ask. Who has
    // just come has.
    private bool TryDisplace(IPAddress? client)
    {
        TcpSession? oldest = null;
        foreach (TcpSession session in _open)
        {
            bool isCandidate = session.IsIdle && (client is null || session.Client.Equals(client));
            if (isCandidate && (oldest is null || session.ActiveAt < oldest.ActiveAt)) oldest = session;
        }

        if (oldest is null) return false;
        _displaced++;
        Remove(oldest);
        oldest.End();
        return true;
    }

    private void Remove(TcpSession session)
    {
        if (!_open.Remove(session)) return; // displaced before
        _count = _open.Count;
        if (--_byClient[session.Client] == 0) _byClient.Remove(session.Client);
    }

    public void Dispose() => _stop.Cancel();
}
