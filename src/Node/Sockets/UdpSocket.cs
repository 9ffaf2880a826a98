using System.Net;
using System.Net.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets;

/// <summary>
/// A bound, non-blocking UDP socket. It has no buffers of its own: a lane's <see cref="ReceiveBatch"/> and <see cref="SendBatch"/>
/// serve all sockets of the lane, one after the other. One thread uses it.
/// </summary>
internal sealed class UdpSocket : DatagramSocket
{
    private const int PathMtuOmit = 5; // IP_PMTUDISC_OMIT: no DF bit, and forged "fragmentation needed" messages change nothing

    private UdpSocket(int descriptor, UdpSocketOptions options)
        : base(descriptor)
    {
        HasPacketInfo = options.PacketInfo;
        Local = BoundTo(descriptor, options.Local);
    }

    /// <summary>Where it is bound, with the port the system chose if none was given.</summary>
    public IPEndPoint Local { get; }

    public bool HasPacketInfo { get; }

    /// <returns>Null, with the step that failed, when the socket cannot be had as asked.</returns>
    public static UdpSocket? Open(UdpSocketOptions options, out NativeFailure failure)
    {
        bool v6 = options.Local.AddressFamily == AddressFamily.InterNetworkV6;
        var setup = new SocketSetup(v6 ? Family.Inet6 : Family.Inet, SocketKind.Datagram, SocketProtocol.Default);
        if (options.ReuseAddress) setup.Set(SocketOption.LevelSocket, SocketOption.ReuseAddress, 1, "SO_REUSEADDR");
        if (options.ReusePort) setup.Set(SocketOption.LevelSocket, SocketOption.ReusePort, 1, "SO_REUSEPORT");
        if (options.Broadcast) setup.Set(SocketOption.LevelSocket, SocketOption.Broadcast, 1, "SO_BROADCAST");
        if (v6) SetUpInet6(ref setup, options);
        else SetUpInet4(ref setup, options);
        setup.SetBuffers(options.ReceiveBufferBytes, options.SendBufferBytes);
        if (options.Device is not null) setup.BindToDevice(options.Device);

        var address = SockAddr.From(options.Local);
        setup.Bind(((ReadOnlySpan<byte>)address)[..address.Length]);
        failure = setup.Failure;
        int descriptor = setup.Finish();
        return descriptor < 0 ? null : new UdpSocket(descriptor, options);
    }

    private static void SetUpInet4(ref SocketSetup setup, UdpSocketOptions options)
    {
        if (options.PacketInfo) setup.Set(SocketOption.LevelIp, SocketOption.IpPacketInfo, 1, "IP_PKTINFO");
        setup.TrySet(SocketOption.LevelIp, SocketOption.IpMtuDiscover, PathMtuOmit);
    }

    private static void SetUpInet6(ref SocketSetup setup, UdpSocketOptions options)
    {
        setup.Set(SocketOption.LevelIpv6, SocketOption.Ipv6Only, 1, "IPV6_V6ONLY");
        if (options.PacketInfo) setup.Set(SocketOption.LevelIpv6, SocketOption.Ipv6ReceivePacketInfo, 1, "IPV6_RECVPKTINFO");
        setup.TrySet(SocketOption.LevelIpv6, SocketOption.Ipv6MtuDiscover, PathMtuOmit);
    }

    private static unsafe IPEndPoint BoundTo(int descriptor, IPEndPoint asked)
    {
        SockAddr address = default;
        uint length = SockAddr.Size;
        return Libc.GetSockName(descriptor, &address, &length) < 0 ? asked : address.ToEndPoint();
    }
}
