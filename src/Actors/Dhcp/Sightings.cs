using Polymasq.Actors.Clustering;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// How often a client has sent the same message: a gateway that is not the first in line steps in at a retransmission. A table
/// of fixed size without timers; what is pushed out of it counts from the beginning again, and the client is answered later.
/// </summary>
internal sealed class Sightings(TimeProvider time)
{
    private const int Sets = 2048; // a power of two
    private const int Ways = 4;

    /// <summary>Longer than the gap between a client's fourth message and its fifth (RFC 2131 §4.1).</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(40);

    private Sighting[]? _table; // a gateway that is alone needs none

    /// <summary>Notes a message.</summary>
    /// <param name="message">See <see cref="KeyOf"/>.</param>
    /// <returns>How often it came before.</returns>
    public int Count(ulong message)
    {
        _table ??= new Sighting[Sets * Ways];
        long now = time.GetTimestamp();
        Span<Sighting> set = _table.AsSpan((int)(message % Sets) * Ways, Ways);
        ref Sighting oldest = ref set[0];
        foreach (ref Sighting sighting in set)
        {
            if (sighting.IsUsed && sighting.Message == message && time.GetElapsedTime(sighting.At, now) < Lifetime)
            {
                sighting.At = now;
                return ++sighting.Times;
            }

            if (!sighting.IsUsed || (oldest.IsUsed && sighting.At < oldest.At)) oldest = ref sighting;
        }

        oldest = new Sighting { IsUsed = true, Message = message, At = now };
        return 0;
    }

    /// <summary>The same for all retransmissions of a message: who sends it, its xid, what it is, and to which server.</summary>
    public static ulong KeyOf(in ClientMessage client, uint xid) => Rendezvous.WeightOf(
        client.Client.StableHash() + (ulong)client.Request.Kind, ((ulong)xid << 32) | client.Request.Server.Value);

    private struct Sighting
    {
        public bool IsUsed;
        public ulong Message;
        public long At;
        public int Times;
    }
}
