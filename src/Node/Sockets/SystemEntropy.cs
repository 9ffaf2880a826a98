using Polymasq.Actors.Caching;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// The kernel's generator. The framework's own would be as good, but it loads OpenSSL: six megabytes for a gateway that encrypts nothing.
/// </summary>
internal sealed unsafe class SystemEntropy : IEntropy
{
    private SystemEntropy()
    {
    }

    public static SystemEntropy Instance { get; } = new();

    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        Instance.Fill(bytes);
        return bytes;
    }

    public void Fill(Span<byte> destination)
    {
        fixed (byte* first = destination)
        {
            for (nuint done = 0; done < (nuint)destination.Length;)
            {
                nint read = Libc.GetRandom(first + done, (nuint)destination.Length - done, 0);
                if (read > 0) done += (nuint)read;
                else if (ErrnoText.Last != Errno.Interrupted) throw new InvalidOperationException(NativeFailure.Of("getrandom").ToString());
            }
        }
    }
}
