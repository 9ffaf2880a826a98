using System.Buffers.Binary;

namespace Polymasq.TestKit.Fuzzing;

/// <summary>Makes new messages of known ones, the same for the same seed.</summary>
public sealed class Mutator(int seed)
{
    private const int ChangesMax = 6;
    private const int BytesMax = 4096;

    private static readonly ushort[] Edges = [0, 1, 12, 63, 64, 127, 128, 191, 192, 255, 256, 512, 0x7FFF, 0x8000, 0xC000, 0xC00C, 0xFFFF];

    private readonly Random _random = new(seed);

    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        byte[] bytes = [.. Pick(corpus)];
        for (int changes = _random.Next(1, ChangesMax + 1); changes > 0; changes--) bytes = Change(bytes, corpus);
        return bytes.Length > BytesMax ? bytes[..BytesMax] : bytes;
    }

    private byte[] Change(byte[] bytes, IReadOnlyList<byte[]> corpus)
    {
        if (bytes.Length < 2) return [.. bytes, (byte)_random.Next(256)];
        int at = _random.Next(bytes.Length - 1), length = _random.Next(1, Math.Min(32, bytes.Length - at) + 1);
        switch (_random.Next(8))
        {
            case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); return bytes;
            case 1: bytes[at] = (byte)_random.Next(256); return bytes;
            case 2: bytes[at] = (byte)Edges[_random.Next(Edges.Length)]; return bytes;
            case 3: BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), Edges[_random.Next(Edges.Length)]); return bytes;
            case 4: return [.. bytes[..at], .. bytes[(at + length)..]]; // a piece is gone
            case 5: return [.. bytes[..(at + length)], .. bytes[at..]]; // a piece is there twice
            case 6: return bytes[..at];
            default: return Splice(bytes, Pick(corpus), at);
        }
    }

    private byte[] Splice(byte[] bytes, byte[] other, int at) => [.. bytes[..at], .. other[Math.Min(_random.Next(bytes.Length), other.Length)..]];

    private byte[] Pick(IReadOnlyList<byte[]> corpus) => corpus[_random.Next(corpus.Count)];
}
