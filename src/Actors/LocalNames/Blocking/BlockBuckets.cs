namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// The first name of each bucket of a hash table that grows by one bucket at a time (linear hashing): no moment in which all of it
/// is made anew, and no second copy.
/// </summary>
internal sealed class BlockBuckets
{
    private const int SegmentBits = 15;
    private const int SegmentLength = 1 << SegmentBits; // places: 128 KiB, which a collector leaves where it is

    private int[][] _segments = [new int[SegmentLength]];
    private int _mask; // a power of two, less 1: not less than the last bucket

    public int Count { get; private set; } = 1;

    /// <summary>The bucket of a hash: its low bits, or one bit less of them where that bucket has not been split yet.</summary>
    public int Of(int hash)
    {
        int bucket = hash & _mask;
        return bucket < Count ? bucket : bucket & (_mask >> 1);
    }

    /// <summary>The place of the first name of a bucket; 0 for none.</summary>
    public ref int First(int bucket) => ref _segments[bucket >> SegmentBits][bucket & (SegmentLength - 1)];

    /// <summary>Adds a bucket, and returns the one whose names now belong into either of both.</summary>
    public int Add()
    {
        if (Count > _mask) _mask = (2 * _mask) + 1;
        if (Count >> SegmentBits == _segments.Length) _segments = [.. _segments, new int[SegmentLength]];
        return Count++ & (_mask >> 1);
    }
}
