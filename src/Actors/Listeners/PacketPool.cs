namespace Polymasq.Actors.Listeners;

/// <summary>
/// A bounded stock of packets of one size, for any number of threads. Packets are made when first needed and then used again,
/// the last returned first, since its bytes are still in the processor's cache.
/// </summary>
/// <remarks>A stack of indexes; the head carries a counter that changes with each operation, so that a head seen twice is the same head.</remarks>
public sealed class PacketPool(int packetsMax, int bytesEach)
{
    private readonly Packet?[] _all = new Packet?[packetsMax];
    private long _head = -1 & IndexMask; // counter in the high half, index of the top packet or all ones in the low half
    private int _made;

    private const long IndexMask = 0xFFFF_FFFF;

    public int PacketsMax => packetsMax;

    public int BytesEach => bytesEach;

    /// <summary>Null when all are in use: the caller drops what it wanted to keep, and counts that.</summary>
    public Packet? TryRent()
    {
        long head = Volatile.Read(ref _head);
        while ((int)head >= 0)
        {
            Packet top = _all[(int)head]!;
            long next = Advance(head, top.FreeBelow);
            long seen = Interlocked.CompareExchange(ref _head, next, head);
            if (seen == head) return top.Rented();
            head = seen;
        }

        return TryMake();
    }

    internal void Take(Packet packet)
    {
        long head = Volatile.Read(ref _head);
        while (true)
        {
            packet.FreeBelow = (int)head;
            long seen = Interlocked.CompareExchange(ref _head, Advance(head, packet.Index), head);
            if (seen == head) return;
            head = seen;
        }
    }

    private static long Advance(long head, int index) => ((head >> 32) + 1 << 32) | (uint)index;

    private Packet? TryMake()
    {
        if (Volatile.Read(ref _made) >= packetsMax) return null;
        int index = Interlocked.Increment(ref _made) - 1;
        if (index < packetsMax) return _all[index] = new Packet(this, index, bytesEach);
        Interlocked.Decrement(ref _made);
        return null;
    }
}
