using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Upstream;

/// <summary>Where an upstream socket gets packets from, and brings them back filled. Called on the thread of the socket's poller.</summary>
internal interface IUpstreamReceiver
{
    /// <summary>Null when all are in use: the datagram is lost, and counted.</summary>
    Packet? TryRent();

    /// <summary>Takes a packet with a datagram in it.</summary>
    /// <param name="token">Of the socket that it came through.</param>
    void Received(Packet packet, IpEndpoint from, int token);
}
