using System.Net.Sockets;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Tcp;

/// <summary>
/// Over which interface a TCP connection came in. The kernel remembers it from the SYN if packet information was asked for on the
/// listening socket.
/// </summary>
internal static unsafe class ArrivalInterface
{
    private const int IpPacketOptions = 9;
    private const int Ipv6PacketOptions = 6; // IPV6_2292PKTOPTIONS

    /// <summary>To be called before listening: connections inherit it.</summary>
    public static void AskFor(Socket listening)
    {
        bool v6 = listening.AddressFamily == AddressFamily.InterNetworkV6;
        int one = 1;
        _ = Libc.SetSockOpt(
            (int)listening.Handle,
            v6 ? SocketOption.LevelIpv6 : SocketOption.LevelIp,
            v6 ? SocketOption.Ipv6ReceivePacketInfo : SocketOption.IpPacketInfo,
            &one,
            sizeof(int));
    }

    /// <returns>The interface's index, or 0 when the kernel does not tell.</returns>
    public static int Of(Socket connection)
    {
        bool v6 = connection.AddressFamily == AddressFamily.InterNetworkV6;
        byte* control = stackalloc byte[ControlMessage.Space * 2];
        uint length = ControlMessage.Space * 2;
        int level = v6 ? SocketOption.LevelIpv6 : SocketOption.LevelIp;
        if (Libc.GetSockOpt((int)connection.Handle, level, v6 ? Ipv6PacketOptions : IpPacketOptions, control, &length) < 0) return 0;
        return ControlMessage.TryRead(control, length, out int interfaceIndex, out _) ? interfaceIndex : 0;
    }
}
