using System.Security.Cryptography;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Dns.Cookies;

namespace Polymasq.Actors.Listeners;

/// <summary>What clients of one process are known by and kept in bounds with: shared by all lanes and by TCP.</summary>
/// <param name="ticksPerSecond">Of the timestamps that queries come with.</param>
/// <param name="cookies">Shared with all that clients reach at the same address; null for cookies that nobody else knows.</param>
public sealed class ClientGuard(long ticksPerSecond, RotatingCookies? cookies = null)
{
    private const int RootLength = 32; // as long as the hash that secrets are derived with

    private readonly RotatingCookies _cookies = cookies ?? new(RandomNumberGenerator.GetBytes(RootLength));
    private volatile RateLimit _limit = new(null, 0, 0);

    /// <summary>Sets dns.rate-limit and dns.rate-limit-slip. From any thread.</summary>
    /// <param name="queriesPerSecond">0 for no limit.</param>
    /// <param name="slip">Every so many queries above the limit one is told to come back over TCP; 0 for none.</param>
    public void Limit(int queriesPerSecond, int slip)
    {
        RateLimit now = _limit;
        if (now.QueriesPerSecond == queriesPerSecond && now.Slip == slip) return; // who is over the limit stays there
        _limit = new RateLimit(queriesPerSecond > 0 ? new RateLimiter(queriesPerSecond, ticksPerSecond) : null, queriesPerSecond, slip);
    }

    internal int Slip => _limit.Slip;

    /// <summary>Whether a query without a good cookie may be answered, which counts it.</summary>
    internal bool Allows(in QueryOrigin origin) => _limit.Limiter is not { } limiter || limiter.Allows(origin.Peer, origin.ReceivedAt);

    /// <summary>Reads the cookie of a query and makes the one for its response.</summary>
    /// <returns>True when the client has shown that it can receive at its address.</returns>
    internal bool TakeCookie(ReadOnlySpan<byte> datagram, in DnsQuery query, in QueryOrigin origin, uint now, Span<byte> cookie)
    {
        ReadOnlySpan<byte> given = datagram.Slice(query.Edns.CookieOffset, query.Edns.CookieLength);
        Span<byte> address = stackalloc byte[16];
        address = address[..origin.Peer.WriteAddress(address)];
        _cookies.Write(given[..ServerCookies.ClientLength], address, now, cookie);
        return _cookies.IsOurs(given, address, now);
    }

    private sealed record RateLimit(RateLimiter? Limiter, int QueriesPerSecond, int Slip);
}
