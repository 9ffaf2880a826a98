using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Ipv4;

namespace Polymasq.Protocols.Tests.Ipv4;

public sealed class InternetChecksumTests
{
    // RFC 1071 §3: the sum of these bytes is ddf2, and the checksum its complement.
    [Fact]
    public void The_example_of_the_RFC_comes_out() =>
        Assert.Equal(0x220D, InternetChecksum.Of([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));

    [Fact]
    public void It_is_the_sum_of_words_one_by_one() => Check.QuickThrowOnFailure(
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => InternetChecksum.Of(bytes) == OneByOne(bytes)));

    private static ushort OneByOne(byte[] bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (uint)((bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0));
            if (sum > 0xFFFF) sum -= 0xFFFF;
        }

        return (ushort)~sum;
    }
}
