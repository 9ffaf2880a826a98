using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;
using Polymasq.Node.Sockets.Ports;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>
/// What the ports of all interfaces of the DHCP lane share: the batches, the packets, and the two sockets by which replies leave
/// that UDP cannot carry. Used on the lane's thread, but for <see cref="Open"/>.
/// </summary>
internal sealed class Dhcp4Sockets : IDisposable
{
    public const int ServerPort = 67;
    private const int BatchCapacity = 32;
    private const int MessageBytesMax = 4096;
    private const int SocketBufferBytes = 1024 * 1024; // a power cut's worth of clients asking at once

    private readonly EpollPoller _poller;
    private readonly PortHolder _holder;

    public Dhcp4Sockets(EpollPoller poller, PacketPool packets, PortHolder holder, ILogger log)
    {
        (_poller, Packets, _holder) = (poller, packets, holder);
        Link = LinkSocket.Open(0, out NativeFailure noLink);
        Route = RawSocket.OpenForPackets(out NativeFailure noRoute);
        if (Link is null) SocketsLog.NoLinkSocket(log, noLink.ToString());
        if (Route is null) SocketsLog.NoRouteSocket(log, noRoute.ToString());
    }

    public PacketPool Packets { get; }

    /// <summary>Frames to clients that do not answer ARP yet; null without the permission, and then they are broadcast to.</summary>
    public LinkSocket? Link { get; }

    /// <summary>Packets along the routes, whichever interface they lead over; null without the permission.</summary>
    public RawSocket? Route { get; }

    public ReceiveBatch Received { get; } = new(BatchCapacity, MessageBytesMax);

    public SendBatch ToLink { get; } = new(BatchCapacity, MessageBytesMax);

    public SendBatch ToRoute { get; } = new(BatchCapacity, MessageBytesMax);

    public SendBatch ToUdp { get; } = new(BatchCapacity, MessageBytesMax);

    /// <summary>Messages lost since the start: packets used up, the listener's mailbox full, or too long for a buffer.</summary>
    public long Dropped { get; set; }

    /// <summary>Messages that came to a port 67 and those that left.</summary>
    public (long Received, long Sent, long Unsent) Counters => (
        Received.Received,
        ToLink.Sent + ToRoute.Sent + ToUdp.Sent,
        ToLink.Dropped + ToRoute.Dropped + ToUdp.Dropped);

    /// <summary>
    /// Opens UDP port 67 on one interface. It is bound to the device, so DHCP servers on other interfaces are no conflict, and not to
    /// an address, so broadcasts come in.
    /// </summary>
    /// <param name="trouble">When null is returned: the end of a sentence about the port.</param>
    public Dhcp4Port? Open(InterfaceInfo where, out string trouble)
    {
        var options = new UdpSocketOptions
        {
            Local = new IPEndPoint(IPAddress.Any, ServerPort),
            Device = where.Name,
            Broadcast = true,
            PacketInfo = true,
            ReceiveBufferBytes = SocketBufferBytes,
            SendBufferBytes = SocketBufferBytes,
        };
        trouble = "";
        if (UdpSocket.Open(options, out NativeFailure failure) is { } socket) return new Dhcp4Port(socket, where.Index, this, _poller);
        trouble = failure.Error == Errno.AddressInUse
            ? _holder.Describe(ListenProtocol.Udp, options.Local)
            : $"cannot be opened on {where.Name}: {failure}";
        return null;
    }

    public void Dispose() => _poller.Post(() =>
    {
        Link?.Dispose();
        Route?.Dispose();
        Received.Dispose();
        ToLink.Dispose();
        ToRoute.Dispose();
        ToUdp.Dispose();
    });
}
