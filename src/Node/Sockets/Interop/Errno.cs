using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

/// <summary>Linux error numbers that are decided on by name; any other value is carried through unchanged. The same on x64 and arm64.</summary>
internal enum Errno
{
    None = 0,
    NotPermitted = 1,
    NoEntry = 2,
    Interrupted = 4,
    BadFile = 9,
    Again = 11,
    AccessDenied = 13,
    NoDevice = 19,
    NotFolder = 20,
    Invalid = 22,
    AddressInUse = 98,
    AddressNotAvailable = 99,
    NoBufferSpace = 105,
    ConnectionRefused = 111,
}

internal static class ErrnoText
{
    /// <summary>The error of the last native call on this thread.</summary>
    public static Errno Last => (Errno)Marshal.GetLastPInvokeError();

    /// <summary>The system's sentence for it, as an operator reads it in other programs, with the number for the rest.</summary>
    public static string Describe(this Errno error) => $"{Marshal.GetPInvokeErrorMessage((int)error)} (errno {(int)error})";
}
