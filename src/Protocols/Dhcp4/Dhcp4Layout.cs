namespace Polymasq.Protocols.Dhcp4;

/// <summary>Offsets and sizes, in bytes, of the fixed part (RFC 2131 §2) and the limits of a message.</summary>
public static class Dhcp4Layout
{
    //   0: op(1)  htype(1)  hlen(1)  hops(1)
    //   4: xid(4)
    //   8: secs(2)          flags(2)
    //  12: ciaddr(4)  16: yiaddr(4)  20: siaddr(4)  24: giaddr(4)
    //  28: chaddr(16)
    //  44: sname(64)
    // 108: file(128)
    // 236: magic cookie(4), then options to the end
    internal const int Op = 0, HardwareType = 1, HardwareLength = 2, Hops = 3, Xid = 4, Secs = 8, Flags = 10;
    internal const int Ciaddr = 12, Yiaddr = 16, Siaddr = 20, Giaddr = 24, Chaddr = 28;
    internal const int ServerName = 44, ServerNameLength = 64, File = 108, FileLength = 128, Cookie = 236, Options = 240;

    internal const byte BootRequest = 1, BootReply = 2;
    internal const uint MagicCookie = 0x63825363;

    /// <summary>The leftmost bit of flags: the client can't receive unicast before it has an address (RFC 2131 §2).</summary>
    public const ushort BroadcastFlag = 0x8000;

    /// <summary>The shortest message sent: relays and clients from BOOTP times drop shorter ones (RFC 951 §3).</summary>
    public const int SentBytesMin = 300;

    /// <summary>IP and UDP headers, which option 57 counts and a payload does not.</summary>
    public const int IpUdpHeaderBytes = 28;

    /// <summary>The IP datagram every client must take (RFC 2131 §2), the floor and the default of option 57.</summary>
    public const int DatagramBytesMin = 576;
}
