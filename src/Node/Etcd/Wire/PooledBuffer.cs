using System.Buffers;

namespace Polymasq.Node.Etcd.Wire;

/// <summary>A request or an answer in memory of the pool. One owner, who disposes of it when nobody reads it any more.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>More than any page or watch response of ours has; what is longer is refused.</summary>
    public const int LengthMax = 64 * 1024 * 1024;

    private const int LengthMin = 4096;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(LengthMin);

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Forgets the first bytes and moves the others to the front.</summary>
    public void Consume(int count)
    {
        Buffer.BlockCopy(_bytes, count, _bytes, 0, Length - count);
        Length -= count;
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        (_bytes, Length) = ([], 0);
        if (bytes.Length > 0) ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length >= count) return;
        if (Length + count > LengthMax) throw new InvalidDataException($"more than {LengthMax} bytes in one message");
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + count, _bytes.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
