using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>
/// A shard's way to the upstream servers over UDP, used on the shard's thread only. What comes back through its sockets is
/// told to the shard as <see cref="CacheShardMessage.Reply"/>; the port checks nothing of it.
/// </summary>
public interface IUpstreamPort
{
    /// <summary>Gathers a query for <see cref="Flush"/>. It leaves from a socket chosen at random among many with random ports (RFC 5452 §9.2).</summary>
    /// <param name="server">Whom to ask: one with <see cref="UpstreamTransport.Plain"/>.</param>
    /// <param name="query">Copied.</param>
    /// <param name="socketToken">Which socket it leaves from: the reply must carry the same in <see cref="QueryOrigin.Socket"/>.
    /// Negative for one that several shards send through: each of them is told every reply.</param>
    /// <returns>False when there is no way to that server at all, for example no socket of its family.</returns>
    bool TrySend(UpstreamTarget server, ReadOnlySpan<byte> query, out int socketToken);

    /// <summary>Sends what was gathered.</summary>
    void Flush();
}
