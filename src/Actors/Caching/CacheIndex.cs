using System.Runtime.CompilerServices;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Finds entries by hash. Each question has two buckets of seven slots to be in, so the index can be filled nearly to the last
/// slot without chains, tombstones or moves.
/// </summary>
internal sealed class CacheIndex(int bytes)
{
    private const int AmpleRoom = 3; // free slots

    private readonly CacheBucket[] _buckets = new CacheBucket[Math.Max(bytes / Unsafe.SizeOf<CacheBucket>(), 2)];

    public int Bytes => _buckets.Length * Unsafe.SizeOf<CacheBucket>();

    public int SlotCount => _buckets.Length * CacheBucket.SlotCount;

    public int BucketCount => _buckets.Length;

    public ref CacheBucket this[int bucket] => ref _buckets[bucket];

    public int FirstOf(ulong hash) => Scale((uint)hash);

    public int SecondOf(ulong hash) => Scale((uint)(hash * 0x9E37_79B9_7F4A_7C15 >> 32));

    /// <summary>Where the entry at exactly this position is listed.</summary>
    public bool TryFind(ulong hash, ulong value, out int bucket, out int slot)
    {
        bucket = FirstOf(hash);
        slot = _buckets[bucket].IndexOf(value);
        if (slot >= 0) return true;
        bucket = SecondOf(hash);
        slot = _buckets[bucket].IndexOf(value);
        return slot >= 0;
    }

    /// <summary>Where an entry of this hash is listed, wherever it lies.</summary>
    public bool TryFind(ulong hash, out int bucket, out int slot)
    {
        bucket = FirstOf(hash);
        slot = SlotOf(bucket, hash);
        if (slot >= 0) return true;
        bucket = SecondOf(hash);
        slot = SlotOf(bucket, hash);
        return slot >= 0;
    }

    /// <summary>
    /// The slot for a question that is not listed: in its first bucket while there is ample room, so that most hits need one look, otherwise in the
    /// emptier one. If both are full, which is rare, the least useful of their entries has to go.
    /// </summary>
    /// <returns>False when the slot is taken: what it lists is lost.</returns>
    public bool FindRoom(ulong hash, out int bucket, out int slot)
    {
        int first = FirstOf(hash), second = SecondOf(hash);
        int freeInFirst = FreeIn(first);
        bucket = freeInFirst >= AmpleRoom || freeInFirst >= FreeIn(second) ? first : second;
        slot = _buckets[bucket].IndexOf(0);
        if (slot >= 0) return true;
        (int worthInFirst, int slotInFirst) = LeastUsefulIn(first);
        (int worthInSecond, int slotInSecond) = LeastUsefulIn(second);
        (bucket, slot) = worthInSecond < worthInFirst ? (second, slotInSecond) : (first, slotInFirst);
        return false;
    }

    private (int Worth, int Slot) LeastUsefulIn(int bucket)
    {
        (int Worth, int Slot) least = (int.MaxValue, 0);
        for (int slot = 0; slot < CacheBucket.SlotCount; slot++)
        {
            int worth = (CacheSlot.IsInMain(_buckets[bucket].Slots[slot]) ? 2 : 0) + (_buckets[bucket].IsMarked(slot) ? 1 : 0);
            if (worth < least.Worth) least = (worth, slot);
        }

        return least;
    }

    private int Scale(uint hash) => (int)(hash * (ulong)_buckets.Length >> 32);

    private int FreeIn(int bucket) => ((ReadOnlySpan<ulong>)_buckets[bucket].Slots).Count(0UL);

    private int SlotOf(int bucket, ulong hash)
    {
        ReadOnlySpan<ulong> slots = _buckets[bucket].Slots;
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (CacheSlot.Matches(slots[slot], hash)) return slot;
        }

        return -1;
    }
}
