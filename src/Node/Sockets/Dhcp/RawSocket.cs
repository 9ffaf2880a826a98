using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>A raw IPv4 socket. Needs CAP_NET_RAW.</summary>
internal sealed class RawSocket : DatagramSocket
{
    private const int AllButEchoReply = ~1; // a bit for each ICMP type that is not wanted; type 0 is the echo reply

    private RawSocket(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>Sends whole IP packets along the routes, and receives nothing.</summary>
    public static RawSocket? OpenForPackets(out NativeFailure failure) =>
        Open(new SocketSetup(Family.Inet, SocketKind.Raw, SocketProtocol.Raw), out failure);

    /// <summary>Sends ICMP messages and receives echo replies, the latter with their IP header.</summary>
    public static RawSocket? OpenForEcho(out NativeFailure failure)
    {
        var setup = new SocketSetup(Family.Inet, SocketKind.Raw, SocketProtocol.Icmp);
        setup.Set(SocketOption.LevelRaw, SocketOption.IcmpFilter, AllButEchoReply, "ICMP_FILTER");
        return Open(setup, out failure);
    }

    private static RawSocket? Open(SocketSetup setup, out NativeFailure failure)
    {
        failure = setup.Failure;
        int descriptor = setup.Finish();
        return descriptor < 0 ? null : new RawSocket(descriptor);
    }
}
