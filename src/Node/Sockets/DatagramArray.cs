using System.Runtime.InteropServices;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// The native arrays behind one recvmmsg or sendmmsg: headers, vectors, addresses, ancillary data and buffers, in one block that
/// is wired together once. Never on the managed heap, so nothing is pinned and nothing moves.
/// </summary>
internal sealed unsafe class DatagramArray : IDisposable
{
    private const int Alignment = 64;

    private readonly IoVector* _vectors;
    private readonly SockAddr* _addresses;
    private readonly byte* _controls;
    private readonly byte* _buffers;
    private void* _block;

    public DatagramArray(int capacity, int datagramBytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(datagramBytesMax);
        Capacity = capacity;
        DatagramBytesMax = datagramBytesMax;

        nuint count = (nuint)capacity;
        nuint stride = RoundUp((nuint)datagramBytesMax);
        nuint headers = RoundUp(count * (nuint)sizeof(MultiMessageHeader));
        nuint vectors = RoundUp(count * (nuint)sizeof(IoVector));
        nuint addresses = RoundUp(count * SockAddr.Size);
        nuint controls = RoundUp(count * ControlMessage.Space);
        nuint total = headers + vectors + addresses + controls + (count * stride);
        _block = NativeMemory.AlignedAlloc(total, Alignment);
        NativeMemory.Clear(_block, total);

        byte* at = (byte*)_block;
        Headers = (MultiMessageHeader*)at;
        _vectors = (IoVector*)(at += headers);
        _addresses = (SockAddr*)(at += vectors);
        _controls = at += addresses;
        _buffers = at + controls;
        BufferStride = (int)stride;
        for (int i = 0; i < capacity; i++) Wire(i);
    }

    public int Capacity { get; }

    /// <summary>What fits in one buffer. A longer datagram is cut when it is received and refused when it is sent.</summary>
    public int DatagramBytesMax { get; }

    public MultiMessageHeader* Headers { get; }

    private int BufferStride { get; }

    public byte* Buffer(int index) => _buffers + ((long)index * BufferStride);

    public ref SockAddr Address(int index) => ref _addresses[index];

    public byte* Control(int index) => _controls + (index * ControlMessage.Space);

    /// <summary>Makes an entry ready to receive again: the kernel wrote over the lengths.</summary>
    public void ResetForReceive(int index)
    {
        ref MessageHeader header = ref Headers[index].Header;
        header.NameLength = SockAddr.Size;
        header.ControlLength = ControlMessage.Space;
        header.Flags = 0;
    }

    /// <summary>Makes an entry ready to send <paramref name="length"/> bytes of its buffer.</summary>
    public void SetForSend(int index, int length, in SockAddr peer, nuint controlLength)
    {
        _addresses[index] = peer;
        _vectors[index].Length = (nuint)length;
        ref MessageHeader header = ref Headers[index].Header;
        header.NameLength = (uint)peer.Length;
        header.ControlLength = controlLength;
    }

    private void Wire(int index)
    {
        _vectors[index] = new IoVector { Base = Buffer(index), Length = (nuint)DatagramBytesMax };
        Headers[index].Header = new MessageHeader
        {
            Name = _addresses + index,
            Vectors = _vectors + index,
            VectorCount = 1,
            Control = Control(index),
        };
        ResetForReceive(index);
    }

    private static nuint RoundUp(nuint bytes) => (bytes + Alignment - 1) & ~(nuint)(Alignment - 1);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_block);
        _block = null;
    }
}
