using System.Net;

namespace Polymasq.Node.Sockets;

/// <summary>What a UDP socket is opened with. Zero sizes and a null device mean the system's own choice.</summary>
internal sealed record UdpSocketOptions
{
    /// <summary>Address and port to bind; port 0 lets the system choose. An IPv6 link-local address carries its scope id.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>SO_REUSEPORT: one socket for each lane on the same address. All of them must ask for it.</summary>
    public bool ReusePort { get; init; }

    /// <summary>SO_REUSEADDR: for UDP it lets sockets on different devices share a port.</summary>
    public bool ReuseAddress { get; init; }

    /// <summary>Ask for the local address and the interface of each datagram.</summary>
    public bool PacketInfo { get; init; }

    /// <summary>SO_BROADCAST.</summary>
    public bool Broadcast { get; init; }

    /// <summary>SO_BINDTODEVICE: only what comes in over this interface, and out over it.</summary>
    public string? Device { get; init; }

    public int ReceiveBufferBytes { get; init; }

    public int SendBufferBytes { get; init; }
}
