using System.Buffers.Binary;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Ipv4;

/// <summary>An ARP packet for IPv4 over Ethernet (RFC 826).</summary>
/// <remarks>
/// <code>
/// 0 hardware type 1 | 2 protocol 0x0800 | 4 hardware length 6 | 5 protocol length 4 | 6 operation
/// 8 sender hardware (6) | 14 sender address (4) | 18 target hardware (6) | 24 target address (4)
/// </code>
/// </remarks>
public readonly record struct ArpPacket(HardwareAddress SenderHardware, Ipv4Address Sender, Ipv4Address Target)
{
    public const int Length = 28;

    private const uint EthernetAndIpv4 = 0x0001_0800;
    private const ushort Lengths = 0x0604;
    private const ushort Request = 1;
    private const int HardwareLength = 6;

    /// <summary>
    /// Writes a probe: a request that names no sender address (RFC 5227 §2.1.1), so that nobody learns anything from it. The holder of
    /// the address answers it all the same.
    /// </summary>
    /// <param name="packet">Room for <see cref="Length"/> bytes.</param>
    /// <param name="own">An Ethernet address.</param>
    public static void WriteProbe(Span<byte> packet, ReadOnlySpan<byte> own, Ipv4Address target)
    {
        packet = packet[..Length];
        packet.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(packet, EthernetAndIpv4);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], Lengths);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], Request);
        own[..HardwareLength].CopyTo(packet[8..]);
        target.Write(packet[24..]);
    }

    /// <summary>Reads a request or a reply: either shows that its sender uses the sender address.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out ArpPacket read)
    {
        read = default;
        if (packet.Length < Length || BinaryPrimitives.ReadUInt32BigEndian(packet) != EthernetAndIpv4) return false;
        if (BinaryPrimitives.ReadUInt16BigEndian(packet[4..]) != Lengths) return false;
        var hardware = new HardwareAddress(HardwareAddress.Ethernet, packet.Slice(8, HardwareLength));
        read = new ArpPacket(hardware, Ipv4Address.Read(packet[14..]), Ipv4Address.Read(packet[24..]));
        return true;
    }
}
