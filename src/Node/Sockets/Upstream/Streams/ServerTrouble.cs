using Microsoft.Extensions.Logging;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Sockets.Upstream.Streams;

/// <summary>Tells an operator what is wrong with a server that can be reached and yet not be used: once, until it has worked again.</summary>
internal sealed class ServerTrouble(UpstreamTarget server, ILogger log)
{
    private string _told = "";

    /// <summary>It is not, or not provably, the server that was meant.</summary>
    public void TellUntrusted(string reason)
    {
        if (Interlocked.Exchange(ref _told, reason) != reason) SocketsLog.UpstreamUntrusted(log, server.ToString(), reason);
    }

    /// <summary>It does not speak DNS.</summary>
    public void TellWrongProtocol(string reason)
    {
        if (Interlocked.Exchange(ref _told, reason) != reason) SocketsLog.UpstreamWrongProtocol(log, server.ToString(), reason);
    }

    /// <summary>A connection has failed in a way that nobody has thought of; the next one may work.</summary>
    public void TellUnforeseen(Exception failure) => SocketsLog.UpstreamFailed(log, server.ToString(), failure);

    public void Clear() => Volatile.Write(ref _told, "");
}
