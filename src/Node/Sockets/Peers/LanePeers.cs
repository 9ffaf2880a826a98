using Polymasq.Actors.Listeners;
using Polymasq.Actors.Peers;
using Polymasq.Node.Sockets.Dns;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Sockets.Peers;

/// <summary>
/// A lane's socket for other gateways, and the way back to them for answers that come later, which are signed here. It shares the
/// lane's buffers. Everything on the lane's thread.
/// </summary>
internal sealed class LanePeers : IReplySink, IDisposable
{
    private readonly PeerService _service;

    public LanePeers(LaneListeners lane, PeerService service)
    {
        (Lane, _service) = (lane, service);
        Responder = service.MakeResponder(Counters);
    }

    public PeerCounters Counters { get; } = new();

    public LaneListeners Lane { get; }

    public PeerResponder Responder { get; }

    /// <summary>Null until cluster.address could be opened.</summary>
    public PeerListener? Listener { get; set; }

    public long Timestamp => _service.System.GetTimestamp();

    public void Send(Packet query, ReadOnlySpan<byte> response)
    {
        if (Listener is null) return;
        Span<byte> signed = Lane.Sent.Next(Listener.Socket);
        if (!response.TryCopyTo(signed)) return;
        int length = Responder.Sign(query, signed, response.Length);
        if (length > 0) Lane.Sent.Commit(length, SockAddr.From(query.Origin.Peer));
    }

    /// <summary>Nothing to do: the lane's other sink flushes the batch that both fill.</summary>
    public void Flush()
    {
    }

    public void Dispose()
    {
        if (Listener is { } listener) Lane.Sent.Forget(listener.Socket);
        Listener?.Socket.Dispose();
        Responder.Dispose();
    }
}
