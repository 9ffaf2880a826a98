using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static partial class Libc
{
    /// <returns>The descriptor, or -1 and an errno.</returns>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);
}
