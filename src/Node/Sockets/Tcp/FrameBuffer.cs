using System.Buffers;
using System.Buffers.Binary;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>
/// Cuts a stream into messages, each preceded by its length in two bytes (RFC 1035 §4.2.2), whatever the pieces it arrives in.
/// </summary>
/// <remarks>Usage: receive into <see cref="Free"/>, <see cref="Added"/>, then <see cref="TryTake"/> until it has no more.</remarks>
internal sealed class FrameBuffer : IDisposable
{
    private const int LengthField = 2;
    private const int InitialBytes = 2048;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go. Never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            MakeRoom();
            return _bytes.AsMemory(_end);
        }
    }

    public void Added(int count) => _end += count;

    /// <param name="message">Valid until <see cref="Free"/> is asked for.</param>
    public bool TryTake(out ReadOnlyMemory<byte> message)
    {
        message = default;
        int available = _end - _start;
        if (available < LengthField || available < FrameLength) return false;
        message = _bytes.AsMemory(_start + LengthField, FrameLength - LengthField);
        _start += FrameLength;
        return true;
    }

    private int FrameLength => LengthField + BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(_start));

    private void MakeRoom()
    {
        int held = _end - _start;
        int needed = held < LengthField ? InitialBytes : Math.Max(FrameLength, InitialBytes);
        if (_bytes.Length - _start >= needed && _end < _bytes.Length) return;
        byte[] target = needed > _bytes.Length ? ArrayPool<byte>.Shared.Rent(needed) : _bytes;
        _bytes.AsSpan(_start, held).CopyTo(target);
        if (target != _bytes) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _end) = (target, 0, held);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }
}
