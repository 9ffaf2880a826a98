using System.Text;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>Creating and setting up a descriptor step by step: the first step that fails is kept, the steps after it do nothing.</summary>
internal ref struct SocketSetup
{
    private const int InterfaceNameMax = 15; // IFNAMSIZ less the ending zero

    public SocketSetup(int family, int kind, int protocol)
    {
        Descriptor = Libc.Socket(family, kind | SocketKind.NonBlocking | SocketKind.CloseOnExec, protocol);
        if (Descriptor < 0) Failure = NativeFailure.Of("socket");
    }

    public int Descriptor { get; private set; }

    public NativeFailure Failure { get; private set; }

    public unsafe void Set(int level, int option, int value, string name)
    {
        if (Failure.IsFailure) return;
        if (Libc.SetSockOpt(Descriptor, level, option, &value, sizeof(int)) < 0) Failure = NativeFailure.Of(name);
    }

    /// <summary>For options that make things better where they exist and are not missed where they do not.</summary>
    public readonly unsafe bool TrySet(int level, int option, int value) =>
        !Failure.IsFailure && Libc.SetSockOpt(Descriptor, level, option, &value, sizeof(int)) == 0;

    /// <summary>A buffer size beyond the system's limit needs CAP_NET_ADMIN; without it the limit is what we get.</summary>
    public readonly void SetBuffers(int receiveBytes, int sendBytes)
    {
        if (receiveBytes > 0 && !TrySet(SocketOption.LevelSocket, SocketOption.ReceiveBufferForce, receiveBytes))
            TrySet(SocketOption.LevelSocket, SocketOption.ReceiveBuffer, receiveBytes);
        if (sendBytes > 0 && !TrySet(SocketOption.LevelSocket, SocketOption.SendBufferForce, sendBytes))
            TrySet(SocketOption.LevelSocket, SocketOption.SendBuffer, sendBytes);
    }

    public unsafe void BindToDevice(string device)
    {
        if (Failure.IsFailure) return;
        Span<byte> name = stackalloc byte[InterfaceNameMax + 1];
        if (!Encoding.UTF8.TryGetBytes(device, name[..InterfaceNameMax], out int length))
        {
            Failure = new NativeFailure("SO_BINDTODEVICE", Errno.NoDevice);
            return;
        }

        name[length] = 0;
        fixed (byte* value = name)
        {
            if (Libc.SetSockOpt(Descriptor, SocketOption.LevelSocket, SocketOption.BindToDevice, value, (uint)length + 1) < 0)
                Failure = NativeFailure.Of("SO_BINDTODEVICE");
        }
    }

    public unsafe void Bind(scoped ReadOnlySpan<byte> address)
    {
        if (Failure.IsFailure) return;
        fixed (byte* pointer = address)
        {
            if (Libc.Bind(Descriptor, pointer, (uint)address.Length) < 0) Failure = NativeFailure.Of("bind");
        }
    }

    /// <summary>The finished descriptor; -1, with nothing left open, when a step failed.</summary>
    public int Finish()
    {
        if (!Failure.IsFailure) return Descriptor;
        if (Descriptor >= 0) _ = Libc.Close(Descriptor);
        Descriptor = -1;
        return -1;
    }
}
