using System.Buffers.Binary;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Ipv4;

/// <summary>Writes an IPv4 packet with a UDP datagram, for receivers that the system's own stack cannot reach yet.</summary>
/// <remarks>
/// RFC 791 §3.1, RFC 768:
/// <code>
///  0 version 4, header words 5 | 1 service | 2 total length | 4 identification | 6 flags, fragment | 8 TTL | 9 protocol
/// 10 header checksum | 12 source | 16 destination | 20 source port | 22 destination port | 24 UDP length | 26 UDP checksum | 28 data
/// </code>
/// </remarks>
public static class UdpPacket
{
    /// <summary>Bytes before the data.</summary>
    public const int HeadersLength = 28;

    private const int IpHeaderLength = 20;
    private const byte VersionAndLength = 0x45;
    private const byte TimeToLive = 64;
    private const byte ProtocolUdp = 17;
    private const ushort DontFragment = 0x4000; // and so the identification may be 0: RFC 6864 §4.1

    /// <returns>The packet's length, or 0 when it does not fit.</returns>
    public static int Write(
        Span<byte> packet, Ipv4Address source, ushort sourcePort, Ipv4Address destination, ushort destinationPort, ReadOnlySpan<byte> data)
    {
        int length = HeadersLength + data.Length;
        if (length > packet.Length || length > ushort.MaxValue) return 0;
        packet = packet[..length];
        data.CopyTo(packet[HeadersLength..]);
        WriteIpHeader(packet, source, destination);
        Span<byte> udp = packet[IpHeaderLength..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], UdpChecksum(packet[12..IpHeaderLength], udp));
        return length;
    }

    private static void WriteIpHeader(Span<byte> packet, Ipv4Address source, Ipv4Address destination)
    {
        packet[0] = VersionAndLength;
        packet[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], DontFragment);
        packet[8] = TimeToLive;
        packet[9] = ProtocolUdp;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], 0);
        source.Write(packet[12..]);
        destination.Write(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Of(packet[..IpHeaderLength]));
    }

    private static ushort UdpChecksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> udp)
    {
        ulong sum = InternetChecksum.Add((ulong)(ProtocolUdp + udp.Length), addresses); // the pseudo header
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(sum, udp));
        return checksum == 0 ? ushort.MaxValue : checksum; // RFC 768: zero would mean that there is none
    }
}
