using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Numbers that nobody can foresee (RFC 5452 §9.2), drawn from the system's generator in blocks, so that one costs next to nothing.
/// One thread uses it.
/// </summary>
/// <param name="entropy">The system's generator; null for the framework's.</param>
public sealed class RandomNumbers(IEntropy? entropy = null)
{
    private const int BlockBytes = 4096;

    private readonly byte[] _block = new byte[BlockBytes];
    private int _used = BlockBytes;

    public uint Next()
    {
        if (_used == _block.Length)
        {
            if (entropy is null) RandomNumberGenerator.Fill(_block);
            else entropy.Fill(_block);
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
