using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polymasq.Node.Sockets.Interop;

/// <summary>
/// An array of <c>struct epoll_event</c> in native memory. The structure is packed on x64 (12 bytes) and aligned everywhere else
/// (16 bytes), so it is read by offsets instead of a declared layout.
/// </summary>
internal sealed unsafe class EpollEvents : IDisposable
{
    public const uint In = 0x1;
    public const uint EdgeTriggered = 0x8000_0000;

    public const int OperationAdd = 1;
    public const int OperationDelete = 2;

    public static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = Stride - sizeof(ulong);

    private byte* _memory;

    public EpollEvents(int capacity)
    {
        Capacity = capacity;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * Stride));
    }

    public int Capacity { get; }

    public byte* Pointer => _memory;

    public ulong DataOf(int index) => Unsafe.ReadUnaligned<ulong>(_memory + (index * Stride) + DataOffset);

    /// <summary>Writes one structure, for <c>epoll_ctl</c>.</summary>
    public static void Write(byte* target, uint events, ulong data)
    {
        Unsafe.WriteUnaligned(target, events);
        Unsafe.WriteUnaligned(target + DataOffset, data);
    }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
