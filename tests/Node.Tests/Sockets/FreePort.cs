using System.Net;
using System.Net.Sockets;

namespace Polymasq.Node.Tests.Sockets;

/// <summary>UDP ports that the kernel has just had free.</summary>
internal static class FreePort
{
    public static IPEndPoint On(IPAddress address)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
