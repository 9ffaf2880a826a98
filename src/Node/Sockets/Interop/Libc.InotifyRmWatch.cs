using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    public static partial int InotifyRmWatch(int descriptor, int watch);
}
