using System.Buffers.Binary;
using Polymasq.Actors.Caching;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Tests.Caching;

/// <summary>Entries made up of a number, so that a test can tell whether what it read is whole and whose it is.</summary>
internal static class TestEntry
{
    public static readonly QuestionHasher Hasher = new(new byte[16] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 });

    /// <summary>The question n.example A, in capitals to be lowered.</summary>
    public static QuestionKey Key(int number, Span<byte> buffer)
    {
        Span<byte> question = stackalloc byte[QuestionKey.LengthMax];
        return Hasher.Read(question[..WriteQuestion(number, question)], KeyBits.None, buffer);
    }

    /// <summary>Writes an entry for question <paramref name="number"/> that is filled with <paramref name="version"/>.</summary>
    public static int Write(int number, byte version, int payload, Span<byte> entry)
    {
        Span<byte> buffer = stackalloc byte[QuestionHasher.BufferLength];
        QuestionKey key = Key(number, buffer);
        int length = DnsHeader.Size + key.Question.Length + payload;
        int bytes = (EntryHeader.TtlsAfter(length) + EntryHeader.UnitLength - 1) / EntryHeader.UnitLength * EntryHeader.UnitLength;
        entry[..bytes].Fill(version);
        new EntryHeader
        {
            Units = (ushort)(bytes / EntryHeader.UnitLength), MessageLength = (ushort)length, StoredAt = (uint)number, Hash = key.Hash,
        }.Write(entry);
        key.Question.CopyTo(entry[(EntryHeader.Length + DnsHeader.Size)..]);
        return bytes;
    }

    /// <summary>True when every byte of the entry is what <see cref="Write"/> has written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> entry, int number)
    {
        Span<byte> expected = stackalloc byte[CacheTable.EntryBytesMax];
        EntryHeader header = EntryHeader.Read(entry);
        int payload = header.MessageLength - DnsHeader.Size - WriteQuestion(number, stackalloc byte[QuestionKey.LengthMax]);
        int length = Write(number, entry[EntryHeader.Length], payload, expected);
        return entry.SequenceEqual(expected[..length]);
    }

    public static bool Put(this CacheTable table, int number, byte version = 1, int payload = 30)
    {
        Span<byte> entry = stackalloc byte[CacheTable.EntryBytesMax];
        return table.Put(entry[..Write(number, version, payload, entry)]);
    }

    /// <summary>The version of what is stored for a question; null when nothing is.</summary>
    public static byte? Version(this CacheTable table, int number)
    {
        Span<byte> entry = stackalloc byte[CacheTable.EntryBytesMax];
        int length = table.TryCopy(Key(number, stackalloc byte[QuestionHasher.BufferLength]), entry);
        if (length == 0) return null;
        Assert.True(IsWhole(entry[..length], number));
        return entry[EntryHeader.Length];
    }

    private static int WriteQuestion(int number, Span<byte> question)
    {
        "\u0008--------\u0007EXAMPLE\0\0\u0001\0\u0001"u8.CopyTo(question);
        for (int i = 8; i > 0; i--, number /= 10) question[i] = (byte)('0' + (number % 10));
        BinaryPrimitives.WriteUInt16BigEndian(question[18..], (ushort)RecordType.A);
        return 22;
    }
}
