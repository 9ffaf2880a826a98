using FsCheck;
using FsCheck.Fluent;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Tcp;

// RFC 1035 §4.2.2, RFC 7766 §8: a message may come in any pieces.
public sealed class FrameBufferTests
{
    [Fact]
    public void Messages_come_out_as_they_were_whatever_the_pieces() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[][]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (messages, piece) => Pass(messages, piece.Get).Select(Convert.ToHexString).SequenceEqual(messages.Select(Convert.ToHexString))));

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public void The_largest_messages_fit(int piece)
    {
        byte[] large = new byte[65_535];
        large[^1] = 7;
        byte[][] messages = [large, [], [1], large];

        Assert.Equal(messages, Pass(messages, piece));
    }

    private static List<byte[]> Pass(byte[][] messages, int piece)
    {
        byte[] stream = [.. messages.SelectMany(message => new[] { (byte)(message.Length >> 8), (byte)message.Length }.Concat(message))];
        List<byte[]> taken = [];
        using var frames = new FrameBuffer();
        for (int at = 0; at < stream.Length;)
        {
            Memory<byte> free = frames.Free;
            int count = Math.Min(Math.Min(piece, free.Length), stream.Length - at);
            stream.AsMemory(at, count).CopyTo(free);
            frames.Added(count);
            at += count;
            while (frames.TryTake(out ReadOnlyMemory<byte> message)) taken.Add(message.ToArray());
        }

        return taken;
    }
}
