using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>All connections of all listeners: admits them within the limits and ends them when the gateway stops.</summary>
internal sealed class TcpSessions(TcpSettings settings, ITcpResponder responder, TimeProvider time, ILogger log) : IDisposable
{
    private readonly Lock _lock = new(); // taken when a connection comes and when it goes
    private readonly Dictionary<IPAddress, int> _byClient = [];
    private readonly CancellationTokenSource _stop = new();
    private int _count;
    private long _refused;

    /// <summary>Connections at present.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Connections that were closed as they came because a limit was reached.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Takes the connection and serves it; closes it when there are too many.</summary>
    public void Admit(Socket connection)
    {
        IPAddress? client = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (client is null || !TryCount(client))
        {
            Interlocked.Increment(ref _refused);
            connection.Dispose();
            return;
        }

        _ = ServeAsync(connection, client);
    }

    private async Task ServeAsync(Socket connection, IPAddress client)
    {
        await Task.Yield(); // the one who accepts goes on
        try
        {
            connection.NoDelay = true; // an answer is one segment and nothing follows it
            using var session = new TcpSession(connection, settings, responder, time);
            await session.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            connection.Dispose(); // gone before it could be looked at
        }
        catch (Exception failure)
        {
            connection.Dispose();
            SocketsLog.SessionFailed(log, failure);
        }
        finally
        {
            Uncount(client);
        }
    }

    private bool TryCount(IPAddress client)
    {
        lock (_lock)
        {
            int present = _byClient.GetValueOrDefault(client);
            if (_count >= settings.ConnectionsMax || present >= settings.ConnectionsPerClientMax) return false;
            _byClient[client] = present + 1;
            _count++;
            return true;
        }
    }

    private void Uncount(IPAddress client)
    {
        lock (_lock)
        {
            _count--;
            if (--_byClient[client] == 0) _byClient.Remove(client);
        }
    }

    public void Dispose() => _stop.Cancel();
}
