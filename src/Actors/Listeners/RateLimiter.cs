using System.Runtime.InteropServices;
using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// Queries per second of each client network, IPv4 /24 and IPv6 /56, in a table of fixed size that all lanes share: no lock, no
/// allocation, and nobody can make it grow.
/// </summary>
/// <remarks>
/// Each network has a place in two rows, chosen by a secret hash. A place holds a time: when the last of the queries so far would have come
/// had they come evenly. What is a second ahead of now is too much. The earlier of its two times is a network's own, so another one
/// has to meet it in both rows to be in its way. A race between lanes may forget a query: then one more is answered.
/// </remarks>
public sealed class RateLimiter
{
    private const int RowLength = 1 << 14;

    private readonly long[] _places = new long[2 * RowLength];
    private readonly KeyedHash _hash = KeyedHash.Fresh();
    private readonly long _interval, _burst;

    /// <param name="queriesPerSecond">1 or more.</param>
    /// <param name="ticksPerSecond">Of the timestamps that <see cref="Allows"/> is given.</param>
    public RateLimiter(int queriesPerSecond, long ticksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queriesPerSecond, 1);
        (_interval, _burst) = (ticksPerSecond / queriesPerSecond, ticksPerSecond);
    }

    /// <summary>Counts a query. False when its network has had its share.</summary>
    /// <param name="now">A timestamp.</param>
    public bool Allows(in IpEndpoint client, long now)
    {
        ulong hash = HashOf(client);
        ref long first = ref _places[(int)(hash & (RowLength - 1))];
        ref long second = ref _places[RowLength + (int)(hash >> 32 & (RowLength - 1))];
        long seenFirst = Volatile.Read(ref first), seenSecond = Volatile.Read(ref second);
        long due = Math.Max(Math.Min(seenFirst, seenSecond), now);
        if (due - now > _burst - _interval) return false;
        due += _interval;
        if (seenFirst < due) Volatile.Write(ref first, due);
        if (seenSecond < due) Volatile.Write(ref second, due);
        return true;
    }

    private ulong HashOf(in IpEndpoint client)
    {
        (ulong high, ulong low) = client.Halves;
        ulong network = client.IsInet ? low >> 8 : (high >> 8) | 1UL << 63; // never the same number
        return _hash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in network)));
    }
}
