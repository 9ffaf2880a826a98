using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Polymasq.Node.Sockets;

/// <summary>Unpredictable numbers, fetched from the system's generator in blocks. One thread uses it.</summary>
internal sealed class RandomNumbers
{
    private readonly byte[] _block = new byte[1024];
    private int _used = 1024;

    public uint Next()
    {
        if (_used == _block.Length)
        {
            RandomNumberGenerator.Fill(_block);
            _used = 0;
        }

        uint number = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(_used));
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(_used), 0); // not to be found in memory later
        _used += sizeof(uint);
        return number;
    }

    /// <summary>From 0 up to, but not including, <paramref name="end"/>. For ends below 2^20 the bias is not measurable.</summary>
    public int Below(int end) => (int)((Next() * (ulong)end) >> 32);
}
