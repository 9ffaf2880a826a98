using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

/// <summary><c>struct msghdr</c> of 64-bit Linux, 56 bytes. Padding comes from the field types, as in C.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public SockAddr* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary><c>struct mmsghdr</c>: a message and how many bytes of it went over, 64 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MultiMessageHeader
{
    public MessageHeader Header;
    public uint Length;
}
