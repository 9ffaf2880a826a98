using Polymasq.Actors.Caching;

namespace Polymasq.Actors.Tests.Caching;

public sealed class KeyedHashTests
{
    private static readonly KeyedHash Hash = new([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);

    [Fact]
    public void Every_octet_counts_wherever_it_stands()
    {
        for (int length = 1; length <= 40; length++)
        {
            byte[] octets = [.. Enumerable.Range(1, length).Select(static i => (byte)i)];
            ulong hash = Hash.Of(octets);
            for (int at = 0; at < length; at++)
            {
                octets[at] ^= 0x20;
                Assert.NotEqual(hash, Hash.Of(octets));
                octets[at] ^= 0x20;
            }
        }
    }

    [Fact]
    public void Octets_of_zero_are_counted() =>
        Assert.Equal(41, Enumerable.Range(0, 41).Select(static length => Hash.Of(new byte[length])).Distinct().Count());

    [Fact]
    public void Kind_and_secret_make_it_another_hash()
    {
        byte[] octets = "\u0003www\u0007example\0"u8.ToArray();
        Assert.NotEqual(Hash.Of(octets), Hash.Of(octets, 1));
        Assert.NotEqual(Hash.Of(octets), new KeyedHash(new byte[KeyedHash.SecretLength]).Of(octets));
    }

    // Whoever knows how names meet in a bucket could fill one.
    [Fact]
    public void Similar_octets_spread_over_few_buckets_evenly()
    {
        int[] buckets = new int[64];
        for (int i = 0; i < 64_000; i++) buckets[Hash.Of(BitConverter.GetBytes(i)) % 64]++;
        Assert.All(buckets, static count => Assert.InRange(count, 800, 1200));
    }
}
