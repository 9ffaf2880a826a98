using System.Numerics;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>A pool and what is left of it: a bit for each position that was never used, and the used addresses that are free again.</summary>
internal sealed class PoolState
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _fresh;

    public PoolState(LeasePool pool)
    {
        Pool = pool;
        _fresh = new ulong[(pool.Size + BitsPerWord - 1) / BitsPerWord];
        for (int position = 0; position < pool.Size; position++)
            if (pool.IsDynamic(pool.AddressAt(position))) _fresh[position / BitsPerWord] |= 1UL << (position % BitsPerWord);
    }

    public LeasePool Pool { get; }

    /// <summary>Used before and free now; only addresses that any client may have.</summary>
    public FreeList Free { get; } = new();

    /// <summary>The address has a history from here on.</summary>
    public void MarkUsed(Ipv4Address address)
    {
        int position = Pool.PositionOf(address);
        if (position >= 0) _fresh[position / BitsPerWord] &= ~(1UL << (position % BitsPerWord));
    }

    /// <summary>The first position from <paramref name="from"/> on that was never used and any client may have; -1 if there is none.</summary>
    public int NextFresh(int from)
    {
        int word = from / BitsPerWord;
        if (word >= _fresh.Length) return -1;
        ulong bits = _fresh[word] & (ulong.MaxValue << (from % BitsPerWord));
        while (bits == 0)
        {
            if (++word == _fresh.Length) return -1;
            bits = _fresh[word];
        }
        return (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
    }
}
