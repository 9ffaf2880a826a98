using System.Buffers.Binary;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>The fixed part of a message to be written (RFC 2131 §2), without sname and file, which the writer keeps for options.</summary>
public readonly record struct Dhcp4FixedPart
{
    /// <summary>True for op 1 (to a server), false for op 2 (to a client).</summary>
    public bool IsRequest { get; init; }

    public uint Xid { get; init; }

    public ushort Secs { get; init; }

    public ushort Flags { get; init; }

    public Ipv4Address Ciaddr { get; init; }

    public Ipv4Address Yiaddr { get; init; }

    public Ipv4Address Siaddr { get; init; }

    public Ipv4Address Giaddr { get; init; }

    /// <summary>htype, hlen and chaddr.</summary>
    public HardwareAddress Chaddr { get; init; }

    /// <summary>What every reply copies from its request (RFC 2131 §4.3.1, table 3); ciaddr stays 0 unless the caller says otherwise.</summary>
    public static Dhcp4FixedPart ReplyTo(in Dhcp4Message request, Ipv4Address ciaddr, Ipv4Address yiaddr, Ipv4Address siaddr) => new()
    {
        Xid = request.Xid,
        Flags = request.Flags,
        Ciaddr = ciaddr,
        Yiaddr = yiaddr,
        Siaddr = siaddr,
        Giaddr = request.Giaddr,
        Chaddr = request.Chaddr,
    };

    internal void WriteTo(Span<byte> message)
    {
        message[..Dhcp4Layout.Cookie].Clear();
        message[Dhcp4Layout.Op] = IsRequest ? Dhcp4Layout.BootRequest : Dhcp4Layout.BootReply;
        message[Dhcp4Layout.HardwareType] = Chaddr.Type;
        message[Dhcp4Layout.HardwareLength] = Chaddr.Length;
        BinaryPrimitives.WriteUInt32BigEndian(message[Dhcp4Layout.Xid..], Xid);
        BinaryPrimitives.WriteUInt16BigEndian(message[Dhcp4Layout.Secs..], Secs);
        BinaryPrimitives.WriteUInt16BigEndian(message[Dhcp4Layout.Flags..], Flags);
        Ciaddr.Write(message[Dhcp4Layout.Ciaddr..]);
        Yiaddr.Write(message[Dhcp4Layout.Yiaddr..]);
        Siaddr.Write(message[Dhcp4Layout.Siaddr..]);
        Giaddr.Write(message[Dhcp4Layout.Giaddr..]);
        Chaddr.Write(message[Dhcp4Layout.Chaddr..]);
        BinaryPrimitives.WriteUInt32BigEndian(message[Dhcp4Layout.Cookie..], Dhcp4Layout.MagicCookie);
    }
}
