using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate1(int flags);
}
