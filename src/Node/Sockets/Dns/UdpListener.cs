using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>
/// One address of a lane. A batch of queries is received, each is answered into the buffer that is sent, and all answers leave together:
/// two system calls for up to <see cref="LaneListeners.BatchCapacity"/> queries, and no allocation.
/// </summary>
/// <param name="number">The target's number, the same on all lanes: the lane that answers may not be the one that was asked.</param>
/// <param name="isWildcard">The socket has all addresses, so answers must be told which to leave from.</param>
internal sealed class UdpListener(int number, UdpSocket socket, bool isWildcard, LaneListeners lane) : IReadySource
{
    private readonly IpEndpoint _local = IpEndpoint.From(socket.Local);

    public int Number => number;

    public UdpSocket Socket => socket;

    public int Descriptor => socket.Descriptor;

    public void OnReady()
    {
        int count = lane.Received.Receive(socket);
        if (count == 0) return;
        lane.Responder.BeginBatch();
        var origin = new QueryOrigin { Local = _local, Socket = number, ReceivedAt = lane.Service.System.GetTimestamp() };
        ServedInterfaces? filter = ReferenceEquals(lane.Served, ServedInterfaces.All) ? null : lane.Served;
        for (int i = 0; i < count; i++) lane.Responder.Read(i, lane.Received.Datagram(i));
        lane.Responder.Warm(count);
        for (int i = 0; i < count; i++) Answer(i, origin, filter);
        lane.Sent.Flush();
    }

    /// <summary>Adds the answer in the batch's buffer to the batch.</summary>
    /// <param name="local">Where the query was sent to; for a wildcard socket the answer leaves from there.</param>
    public void Commit(int length, in SockAddr peer, in IpEndpoint local)
    {
        if (isWildcard) lane.Sent.Commit(length, peer, interfaceIndex: (int)local.Scope, SockAddr.From(local));
        else lane.Sent.Commit(length, peer);
    }

    private void Answer(int index, QueryOrigin origin, ServedInterfaces? filter)
    {
        ref readonly SockAddr peer = ref lane.Received.Peer(index);
        if (peer.Port == 0) return; // cannot be answered
        if (socket.HasPacketInfo && lane.Received.TryGetPacketInfo(index, out int interfaceIndex, out SockAddr local))
        {
            if (filter is not null && !filter.Contains(interfaceIndex))
            {
                lane.Foreign++;
                return;
            }

            if (isWildcard) origin = origin with { Local = LocalOf(local, interfaceIndex) };
        }

        origin = origin with { Peer = peer.ToIpEndpoint() };
        if (filter is not null && socket.HasPacketInfo && !filter.Takes(origin.Peer))
        {
            lane.Foreign++;
            return;
        }

        Span<byte> response = lane.Sent.Next(socket);
        DnsResponse outcome = lane.Responder.Respond(index, lane.Received.Datagram(index), origin, response, out int length);
        if (outcome == DnsResponse.Answered) Commit(length, peer, origin.Local);
    }

    /// <summary>The scope decides over which interface the answer leaves: for IPv6 link-local addresses it must, for others the routes do.</summary>
    private static IpEndpoint LocalOf(in SockAddr local, int interfaceIndex)
    {
        ReadOnlySpan<byte> bytes = local;
        if (local.Family == Family.Inet) return IpEndpoint.From(bytes.Slice(4, 4), 0);
        bool isLinkLocal = bytes[8] == 0xFE && (bytes[9] & 0xC0) == 0x80; // fe80::/10
        return IpEndpoint.From(bytes.Slice(8, 16), 0, isLinkLocal ? (uint)interfaceIndex : 0);
    }
}
