using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Recvmsg(int descriptor, MessageHeader* message, int flags);
}
