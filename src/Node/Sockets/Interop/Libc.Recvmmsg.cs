using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    /// <returns>Messages received, or -1 and an errno. The timeout stays null: the kernel looks at it only after a message came.</returns>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int Recvmmsg(int descriptor, MultiMessageHeader* messages, uint count, int flags, void* timeout);
}
