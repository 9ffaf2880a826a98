namespace Polymasq.Node.Sockets.Interop;

/// <summary>AF_*, as <c>socket(2)</c> takes them. The runtime's <see cref="System.Net.Sockets.AddressFamily"/> has other numbers.</summary>
internal static class Family
{
    public const int Inet = 2;
    public const int Inet6 = 10;
    public const int Netlink = 16;
    public const int Packet = 17;
}

/// <summary>SOCK_*.</summary>
internal static class SocketKind
{
    public const int Datagram = 2;
    public const int Raw = 3;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
}

/// <summary>IPPROTO_*, NETLINK_*.</summary>
internal static class SocketProtocol
{
    public const int Default = 0;
    public const int Icmp = 1;
    public const int Udp = 17;
    public const int Raw = 255;
    public const int NetlinkRoute = 0;
}

/// <summary>Levels and names for <c>setsockopt(2)</c>.</summary>
internal static class SocketOption
{
    public const int LevelSocket = 1;
    public const int LevelIp = 0;
    public const int LevelIpv6 = 41;
    public const int LevelRaw = 255;

    public const int ReuseAddress = 2;
    public const int Broadcast = 6;
    public const int SendBuffer = 7;
    public const int ReceiveBuffer = 8;
    public const int ReusePort = 15;
    public const int BindToDevice = 25;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;

    public const int IcmpFilter = 1;
    public const int IpPacketInfo = 8;
    public const int IpMtuDiscover = 10;
    public const int Ipv6Only = 26;
    public const int Ipv6MtuDiscover = 23;
    public const int Ipv6ReceivePacketInfo = 49;
    public const int Ipv6PacketInfo = 50;
}

/// <summary>MSG_*: flags of the send and receive calls.</summary>
internal static class MessageFlags
{
    public const int Truncated = 0x20;
    public const int DontWait = 0x40;
}

/// <summary>ETH_P_*: what a link-layer frame carries.</summary>
internal static class EtherType
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Arp = 0x0806;
}
