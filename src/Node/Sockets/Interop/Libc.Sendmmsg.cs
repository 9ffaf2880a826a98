using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    /// <returns>Messages sent before the first that failed, or -1 and an errno when that was the first.</returns>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int Sendmmsg(int descriptor, MultiMessageHeader* messages, uint count, int flags);
}
