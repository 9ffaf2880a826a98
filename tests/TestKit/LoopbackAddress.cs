using System.Net;

namespace Polymasq.TestKit;

/// <summary>
/// Loopback addresses that nobody else on this machine uses, a test that runs at the same time included. A port that is free there for one protocol
/// is free for the other, and still free when it is opened again. On 127.0.0.1 neither is so: the kernel gives its ports to every connection that is made.
/// </summary>
public static class LoopbackAddress
{
    private const int Each = 256; // addresses for one process, before it uses them again
    private static int s_used;

    /// <summary>In 127.128.0.0/9, which is on every loopback interface.</summary>
    public static IPAddress Next()
    {
        int number = (Environment.ProcessId * Each) + (Interlocked.Increment(ref s_used) % Each);
        return new IPAddress([127, (byte)(0x80 | (number >> 16)), (byte)(number >> 8), (byte)number]);
    }
}
