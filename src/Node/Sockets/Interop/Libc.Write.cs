using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, void* buffer, nuint length);
}
