using System.Buffers.Binary;
using System.Security.Cryptography;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Hashes questions with secrets of this process, so that nobody outside can choose names that meet in one bucket or one
/// shard. Eight bytes at a time: multiply by a secret, fold the product's halves.
/// </summary>
internal sealed class QuestionHasher
{
    /// <summary>Bytes that <see cref="Read"/> needs: the longest question and what the last eight-byte step reads behind it.</summary>
    public const int BufferLength = QuestionKey.LengthMax + sizeof(ulong);

    private readonly ulong _seed;
    private readonly ulong _multiplier;

    public QuestionHasher()
        : this(RandomNumberGenerator.GetBytes(2 * sizeof(ulong)))
    {
    }

    /// <param name="secret">16 bytes. Fixed ones make a test repeatable.</param>
    internal QuestionHasher(ReadOnlySpan<byte> secret)
    {
        _seed = BinaryPrimitives.ReadUInt64LittleEndian(secret);
        _multiplier = BinaryPrimitives.ReadUInt64LittleEndian(secret[sizeof(ulong)..]) | 1;
    }

    /// <summary>Lowers the name and hashes the question.</summary>
    /// <param name="question">Name, type and class as they stand in the message, checked and without compression.</param>
    /// <param name="bits">What else belongs to the key.</param>
    /// <param name="buffer">At least <see cref="BufferLength"/> bytes; the key points into it.</param>
    public QuestionKey Read(scoped ReadOnlySpan<byte> question, KeyBits bits, Span<byte> buffer)
    {
        int nameLength = question.Length - QuestionKey.FixedLength;
        question.CopyTo(buffer);
        WireName.ToLower(buffer[..nameLength]);
        return new QuestionKey(buffer[..question.Length], bits, Hash(buffer, question.Length, bits));
    }

    /// <summary>The key of a question that is in lower case already.</summary>
    public QuestionKey ReadLower(Span<byte> buffer, int length, KeyBits bits) => new(buffer[..length], bits, Hash(buffer, length, bits));

    private ulong Hash(ReadOnlySpan<byte> buffer, int length, KeyBits bits)
    {
        ulong hash = Fold(_seed ^ ((ulong)bits << 32) ^ (uint)length);
        int at = 0;
        for (; at + sizeof(ulong) <= length; at += sizeof(ulong))
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(buffer[at..]));
        ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(buffer[at..]) & ((1UL << (length - at) * 8) - 1);
        return Fold(Fold(hash ^ rest));
    }

    private ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, _multiplier, out ulong low);
        return high ^ low;
    }
}
