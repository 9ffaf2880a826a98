using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    /// <param name="events">Room for <paramref name="count"/> events of <see cref="EpollEvents.Stride"/> bytes each.</param>
    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int poller, byte* events, int count, int timeoutMilliseconds);
}
