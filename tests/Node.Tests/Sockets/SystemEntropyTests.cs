using Polymasq.Node.Sockets;

namespace Polymasq.Node.Tests.Sockets;

public sealed class SystemEntropyTests
{
    // More than the kernel gives out in one piece.
    [Fact]
    public void All_octets_are_filled_and_none_foreseen()
    {
        byte[] first = SystemEntropy.Bytes(1 << 16), second = SystemEntropy.Bytes(1 << 16);
        Assert.NotEqual(first, second);
        Assert.All(first.Chunk(64), static chunk => Assert.Contains(chunk, static octet => octet != 0));
        Assert.Equal(256, first.Distinct().Count());
    }
}
