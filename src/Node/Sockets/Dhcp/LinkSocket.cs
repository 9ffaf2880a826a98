using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>
/// An AF_PACKET socket for all interfaces: the kernel makes and takes off the link-layer header, addresses are
/// <see cref="SockAddr.ForLink"/>. Needs CAP_NET_RAW.
/// </summary>
internal sealed class LinkSocket : DatagramSocket
{
    private LinkSocket(int descriptor)
        : base(descriptor)
    {
    }

    /// <param name="received">ETH_P_* of what is received; 0 for a socket that only sends.</param>
    public static LinkSocket? Open(ushort received, out NativeFailure failure)
    {
        int protocol = (received >> 8) | ((received & 0xFF) << 8); // in network order
        var setup = new SocketSetup(Family.Packet, SocketKind.Datagram, protocol);
        failure = setup.Failure;
        int descriptor = setup.Finish();
        return descriptor < 0 ? null : new LinkSocket(descriptor);
    }
}
