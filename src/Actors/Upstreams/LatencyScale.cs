using System.Numerics;

namespace Polymasq.Actors.Upstreams;

/// <summary>Buckets for latencies, four to each doubling: from 64 microseconds to 8 seconds, each at most a quarter wide.</summary>
internal static class LatencyScale
{
    private const int FirstBits = 6; // 64 µs
    private const int Doublings = 17;
    private const int PerDoubling = 4;

    public const int BucketCount = (Doublings * PerDoubling) + 1;

    public static int BucketOf(long micros)
    {
        if (micros < 1 << FirstBits) return 0;
        int bits = BitOperations.Log2((ulong)micros);
        int quarter = (int)(micros >> (bits - 2)) & (PerDoubling - 1);
        return Math.Min(((bits - FirstBits) * PerDoubling) + quarter + 1, BucketCount - 1);
    }

    /// <summary>The latency that all of the bucket stay below, in microseconds.</summary>
    public static int UpperBoundOf(int bucket) =>
        (1 << (FirstBits + (bucket / PerDoubling))) / PerDoubling * (PerDoubling + (bucket % PerDoubling));
}
