using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns;

/// <summary>The 12 bytes every message starts with (RFC 1035 §4.1.1).</summary>
/// <remarks>
/// <code>
/// 0 ID | 2 flags | 4 QDCOUNT | 6 ANCOUNT | 8 NSCOUNT | 10 ARCOUNT
/// </code>
/// </remarks>
public readonly record struct DnsHeader(
    ushort Id, DnsFlags Flags, ushort QuestionCount = 0, ushort AnswerCount = 0, ushort AuthorityCount = 0, ushort AdditionalCount = 0)
{
    /// <summary>Bytes.</summary>
    public const int Size = 12;

    /// <summary>False when <paramref name="message"/> is shorter than a header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out DnsHeader header)
    {
        header = default;
        if (message.Length < Size) return false;
        header = new DnsHeader(
            BinaryPrimitives.ReadUInt16BigEndian(message),
            new DnsFlags(BinaryPrimitives.ReadUInt16BigEndian(message[2..])),
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        return true;
    }

    /// <summary>Writes the first <see cref="Size"/> bytes of <paramref name="message"/>, which must be there.</summary>
    public void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], AdditionalCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], AuthorityCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], AnswerCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], QuestionCount);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Flags.Value);
        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
    }
}
