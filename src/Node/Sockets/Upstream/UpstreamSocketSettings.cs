using Polymasq.Node.Configuration;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>How a lane's questions to upstream servers are spread over source ports.</summary>
internal sealed record UpstreamSocketSettings
{
    /// <summary>Sockets, each with a random port, among which every question chooses; for each family.</summary>
    public int SocketsPerFamily { get; init; } = 128;

    /// <summary>A socket that has sent so many questions is replaced by one with another port. Up to half as many more, at random.</summary>
    public int UsesMax { get; init; } = 256;

    /// <summary>The same for a socket that is so old.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a replaced socket still listens for late replies.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Replaced sockets that may listen at a time. With so many, sockets are used longer instead.</summary>
    public int RetiredMax { get; init; } = 512;

    /// <summary>
    /// Source ports are chosen from here to <see cref="PortMax"/>. RFC 5452 §9.2 wants as many as possible; below the default are the ports on
    /// which other programs of a gateway expect to be able to start (SIP, VPNs, RADIUS), and leaving them out costs a quarter of a bit.
    /// </summary>
    public int PortMin { get; init; } = 10_240;

    public int PortMax { get; init; } = ushort.MaxValue;

    /// <summary>dns.query-port: the one port that all questions leave from; 0 for a random one each.</summary>
    public int QueryPort { get; init; }

    /// <summary>For a lane of several that share the ports: never so many sockets that a free port is hard to find.</summary>
    public static UpstreamSocketSettings For(PortRange ports, int lanes)
    {
        UpstreamSocketSettings usual = new();
        return usual with
        {
            PortMin = ports.First,
            PortMax = ports.Last,
            SocketsPerFamily = Math.Clamp(ports.Count / (8 * lanes), 1, usual.SocketsPerFamily),
            RetiredMax = Math.Clamp(ports.Count / (4 * lanes), 1, usual.RetiredMax),
        };
    }

    /// <summary>Asked of the kernel for each socket: replies to a burst of questions arrive together.</summary>
    public int ReceiveBufferBytes { get; init; } = 512 * 1024;
}
