using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>A system call that failed, and why. A value: nothing about sockets throws.</summary>
internal readonly record struct NativeFailure(string Call, Errno Error)
{
    public bool IsFailure => Error != Errno.None;

    /// <summary>The failure of the call that has just returned on this thread.</summary>
    public static NativeFailure Of(string call) => new(call, ErrnoText.Last);

    public override string ToString() => $"{Call}: {Error.Describe()}";
}
