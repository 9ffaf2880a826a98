using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollCtl(int poller, int operation, int descriptor, byte* registration);
}
