using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>cluster.address on one lane: batches in, batches out, as for clients.</summary>
internal sealed class PeerListener(UdpSocket socket, LanePeers lane) : IReadySource
{
    public UdpSocket Socket => socket;

    public int Descriptor => socket.Descriptor;

    public void OnReady()
    {
        LaneListeners buffers = lane.Lane;
        int count = buffers.Received.Receive(socket);
        if (count == 0) return;
        lane.Responder.BeginBatch();
        long now = lane.Timestamp;
        for (int i = 0; i < count; i++)
        {
            ref readonly SockAddr peer = ref buffers.Received.Peer(i);
            if (peer.Port == 0) continue; // cannot be answered
            var origin = new QueryOrigin { Peer = peer.ToIpEndpoint(), ReceivedAt = now };
            DnsResponse outcome = lane.Responder.Respond(buffers.Received.Datagram(i), origin, buffers.Sent.Next(socket), out int length);
            if (outcome == DnsResponse.Answered) buffers.Sent.Commit(length, peer);
        }

        buffers.Sent.Flush();
    }
}
