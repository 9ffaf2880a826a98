using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint Sendto(int descriptor, byte* buffer, nuint length, int flags, void* address, uint addressLength);
}
