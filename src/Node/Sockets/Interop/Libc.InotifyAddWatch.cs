using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int InotifyAddWatch(int descriptor, string path, uint mask);
}
