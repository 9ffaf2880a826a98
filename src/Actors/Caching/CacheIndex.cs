using System.Runtime.CompilerServices;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Finds entries by hash. Each question has two buckets of seven slots to be in, so the index can be filled nearly to the last
/// slot without chains, tombstones or moves.
/// </summary>
internal sealed class CacheIndex(int bytes)
{
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

    /// <summary>The slot for a question that is not listed: a free one in the emptier of its buckets, or one to be replaced.</summary>
    /// <returns>False when the slot is taken: whatever it lists is lost.</returns>
    public bool FindRoom(ulong hash, out int bucket, out int slot)
    {
        int first = FirstOf(hash), second = SecondOf(hash);
        bucket = FreeIn(second) > FreeIn(first) ? second : first;
        slot = _buckets[bucket].IndexOf(0);
        if (slot >= 0) return true;
        slot = (int)(hash >> 40) % CacheBucket.SlotCount; // any: with two buckets of seven this is rare
        for (int i = 0; i < CacheBucket.SlotCount && _buckets[bucket].IsMarked(slot); i++) slot = (slot + 1) % CacheBucket.SlotCount;
        return false;
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
