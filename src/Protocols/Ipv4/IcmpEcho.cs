using System.Buffers.Binary;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Ipv4;

/// <summary>An ICMP echo request or reply (RFC 792) with eight bytes of data by which an answer is known as ours.</summary>
/// <remarks><code>0 type | 1 code | 2 checksum | 4 identifier | 6 sequence | 8 data (8)</code></remarks>
public readonly record struct IcmpEcho(Ipv4Address From, ushort Identifier, ushort Sequence, ulong Data)
{
    public const int Length = 16;

    private const byte TypeReply = 0;
    private const byte TypeRequest = 8;
    private const int IpHeaderLengthMin = 20;

    /// <param name="message">Room for <see cref="Length"/> bytes.</param>
    public static void WriteRequest(Span<byte> message, ushort identifier, ushort sequence, ulong data)
    {
        message = message[..Length];
        message.Clear();
        message[0] = TypeRequest;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], sequence);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], data);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Of(message));
    }

    /// <summary>Reads a reply as a raw socket gives it, IP header included. The kernel has checked the header, not the rest.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> packet, out IcmpEcho reply)
    {
        reply = default;
        if (packet.Length < IpHeaderLengthMin) return false;
        int headerLength = (packet[0] & 0x0F) * 4;
        if (headerLength < IpHeaderLengthMin || packet.Length < headerLength + Length) return false;
        ReadOnlySpan<byte> message = packet[headerLength..];
        if (message[0] != TypeReply || message[1] != 0 || InternetChecksum.Of(message) != 0) return false;
        reply = new IcmpEcho(
            Ipv4Address.Read(packet[12..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt64BigEndian(message[8..]));
        return true;
    }
}
