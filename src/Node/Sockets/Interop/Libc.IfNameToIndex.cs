using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static partial class Libc
{
    /// <returns>The index of the interface, or 0 when there is none of that name.</returns>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint IfNameToIndex(string name);
}
