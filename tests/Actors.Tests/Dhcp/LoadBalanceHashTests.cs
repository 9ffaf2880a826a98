using Polymasq.Actors.Dhcp;

namespace Polymasq.Actors.Tests.Dhcp;

// RFC 3074 §6.
public sealed class LoadBalanceHashTests
{
    [Fact]
    public void One_byte_runs_through_all_buckets() =>
        Assert.Equal(256, Enumerable.Range(0, 256).Select(value => LoadBalanceHash.BucketOf([(byte)value])).Distinct().Count());

    // Worked by hand from the table: the length first, then the bytes from the last to the first.
    [Theory]
    [InlineData(new byte[] { }, 0)]
    [InlineData(new byte[] { 0 }, 175)]
    [InlineData(new byte[] { 1 }, 251)]
    [InlineData(new byte[] { 0, 0 }, 150)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 1 }, 133)]
    public void The_bucket_follows_from_length_and_bytes(byte[] key, byte bucket) => Assert.Equal(bucket, LoadBalanceHash.BucketOf(key));
}
