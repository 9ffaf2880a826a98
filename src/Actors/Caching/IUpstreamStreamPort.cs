using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Names one exchange over TCP, TLS or HTTPS. What comes back must carry it; an old one is recognised and ignored.</summary>
public readonly record struct StreamTicket(long Value);

/// <summary>
/// A shard's way to the upstream servers over TCP (RFC 7766), for replies that UDP has truncated, and to those that are asked over TLS
/// (RFC 7858) or HTTPS (RFC 8484) for everything. Called on the shard's thread,
/// works elsewhere, and tells the shard <see cref="CacheShardMessage.StreamReply"/> or <see cref="CacheShardMessage.StreamFailed"/>
/// exactly once for each ticket that it took.
/// </summary>
public interface IUpstreamStreamPort
{
    /// <param name="server">Whom to ask.</param>
    /// <param name="query">One message without its length field. Copied.</param>
    /// <param name="ticket">To be given back with the answer.</param>
    /// <param name="timeout">After this the exchange has failed.</param>
    /// <returns>False when too many exchanges are under way.</returns>
    bool TryAsk(UpstreamTarget server, ReadOnlySpan<byte> query, StreamTicket ticket, TimeSpan timeout);
}
