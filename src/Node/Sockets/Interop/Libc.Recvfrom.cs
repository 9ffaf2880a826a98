using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    public static partial nint Recvfrom(int descriptor, byte* buffer, nuint length, int flags, void* address, uint* addressLength);
}
