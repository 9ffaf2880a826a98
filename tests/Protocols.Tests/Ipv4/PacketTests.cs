using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Ipv4;

namespace Polymasq.Protocols.Tests.Ipv4;

public sealed class PacketTests
{
    private static readonly Ipv4Address Server = Ipv4Address.Parse("192.0.2.1");
    private static readonly Ipv4Address Client = Ipv4Address.Parse("192.0.2.77");
    private static readonly byte[] Own = [2, 0, 0, 0, 0, 7];

    // RFC 791 §3.1, RFC 768: a receiver's sums over header and pseudo header come to zero.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(301)]
    public void A_udp_packet_has_checksums_that_its_receiver_accepts(int dataLength)
    {
        byte[] packet = new byte[400];
        packet.AsSpan().Fill(0xAA);

        int length = UdpPacket.Write(packet, Server, 67, Client, 68, packet.AsSpan(0, dataLength).ToArray());

        Assert.Equal(28 + dataLength, length);
        Assert.Equal(length, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(2)));
        Assert.Equal(0, InternetChecksum.Of(packet.AsSpan(0, 20)));
        byte[] pseudo = [.. packet[12..20], 0, 17, packet[24], packet[25], .. packet[20..length]];
        Assert.Equal(0, InternetChecksum.Of(pseudo));
        Assert.Equal([0, 67, 0, 68], packet[20..24]);
    }

    [Fact]
    public void A_udp_packet_that_does_not_fit_is_not_written() =>
        Assert.Equal(0, UdpPacket.Write(new byte[100], Server, 67, Client, 68, new byte[73]));

    // RFC 5227 §2.1.1: sender address and target hardware address of a probe are all zero.
    [Fact]
    public void An_arp_probe_tells_nothing_of_its_sender_but_the_hardware()
    {
        byte[] packet = new byte[ArpPacket.Length];

        ArpPacket.WriteProbe(packet, Own, Client);

        Assert.Equal([0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 77], packet);
        Assert.True(ArpPacket.TryRead(packet, out ArpPacket read));
        Assert.Equal(new ArpPacket(new HardwareAddress(1, Own), Ipv4Address.None, Client), read);
    }

    [Fact]
    public void An_echo_reply_is_known_by_identifier_sequence_and_data()
    {
        byte[] reply = Reply(identifier: 7, sequence: 9, data: 0x0123_4567_89AB_CDEF);

        Assert.True(IcmpEcho.TryReadReply(reply, out IcmpEcho read));
        Assert.Equal(new IcmpEcho(Client, 7, 9, 0x0123_4567_89AB_CDEF), read);

        reply[^1] ^= 1;
        Assert.False(IcmpEcho.TryReadReply(reply, out _), "the checksum is wrong now");
    }

    [Fact]
    public void An_echo_request_is_no_reply()
    {
        byte[] packet = new byte[20 + IcmpEcho.Length];
        packet[0] = 0x45;
        IcmpEcho.WriteRequest(packet.AsSpan(20), 1, 2, 3);

        Assert.Equal(0, InternetChecksum.Of(packet.AsSpan(20)));
        Assert.False(IcmpEcho.TryReadReply(packet, out _));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        bool arp = ArpPacket.TryRead(bytes, out _);
        bool echo = IcmpEcho.TryReadReply(bytes, out _);
        return (!arp || bytes.Length >= ArpPacket.Length) && (!echo || bytes.Length >= 20 + IcmpEcho.Length);
    }));

    private static byte[] Reply(ushort identifier, ushort sequence, ulong data)
    {
        byte[] packet = new byte[24 + IcmpEcho.Length]; // an IP header with one option word
        packet[0] = 0x46;
        Client.Write(packet.AsSpan(12));
        Span<byte> message = packet.AsSpan(24);
        IcmpEcho.WriteRequest(message, identifier, sequence, data);
        message[0] = 0;
        message[2..4].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Of(message));
        return packet;
    }
}
