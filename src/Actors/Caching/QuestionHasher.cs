using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching;

/// <summary>Makes the keys of questions. Their hashes decide bucket and shard, so they are keyed with secrets of this process.</summary>
internal sealed class QuestionHasher
{
    /// <summary>Bytes that <see cref="Read"/> needs: the longest question.</summary>
    public const int BufferLength = QuestionKey.LengthMax;

    private readonly KeyedHash _hash;

    public QuestionHasher() => _hash = KeyedHash.Fresh();

    /// <param name="secret">16 bytes. Fixed ones make a test repeatable.</param>
    internal QuestionHasher(ReadOnlySpan<byte> secret) => _hash = new KeyedHash(secret);

    /// <summary>Lowers the name and hashes the question.</summary>
    /// <param name="question">Name, type and class as they stand in the message, checked and without compression.</param>
    /// <param name="bits">What else belongs to the key.</param>
    /// <param name="buffer">At least <see cref="BufferLength"/> bytes; the key points into it.</param>
    public QuestionKey Read(scoped ReadOnlySpan<byte> question, KeyBits bits, Span<byte> buffer)
    {
        int nameLength = question.Length - QuestionKey.FixedLength;
        question.CopyTo(buffer);
        WireName.ToLower(buffer[..nameLength]);
        return ReadLower(buffer, question.Length, bits);
    }

    /// <summary>The key of a question that is in lower case already.</summary>
    public QuestionKey ReadLower(Span<byte> buffer, int length, KeyBits bits) => new(buffer[..length], bits, _hash.Of(buffer[..length], (uint)bits));
}
