using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Ipv4;

namespace Polymasq.Node.Sockets.Dhcp;

/// <summary>UDP port 67 of one interface, and the other ways out that its replies may need.</summary>
internal sealed class Dhcp4Port(UdpSocket socket, int interfaceIndex, Dhcp4Sockets lane, EpollPoller poller) : IDhcp4Port, IReadySource, IDisposable
{
    private IActorRef<Dhcp4ListenerMessage>? _listener;

    public int Descriptor => socket.Descriptor;

    public int InterfaceIndex => interfaceIndex;

    /// <summary>Begins to receive. To be called once.</summary>
    public void Connect(IActorRef<Dhcp4ListenerMessage> listener)
    {
        _listener = listener;
        poller.Add(this);
    }

    public void OnReady()
    {
        int count = lane.Received.Receive(socket);
        for (int i = 0; i < count; i++) Tell(i);
    }

    public void Send(in Dhcp4Destination destination, ReadOnlySpan<byte> message)
    {
        switch (destination.Delivery)
        {
            case Dhcp4Delivery.Link when lane.Link is { } link:
                Span<byte> hardware = stackalloc byte[HardwareAddress.LengthMax];
                destination.Chaddr.Write(hardware);
                var to = SockAddr.ForLink(interfaceIndex, EtherType.Ipv4, hardware[..destination.Chaddr.Length]);
                SendPacket(lane.ToLink, link, destination, message, to);
                break;
            case Dhcp4Delivery.Unicast when lane.Route is { } route:
                SendPacket(lane.ToRoute, route, destination, message, AddressOf(destination.Address, 0));
                break;
            case Dhcp4Delivery.Unicast:
                SendUdp(destination, destination.Address, message);
                break;
            default:
                // RFC 2131 §4.1: where a unicast is not possible, a broadcast may take its place.
                SendUdp(destination, Ipv4Address.Broadcast, message);
                break;
        }
    }

    public void Flush()
    {
        lane.ToLink.Flush();
        lane.ToRoute.Flush();
        lane.ToUdp.Flush();
    }

    private void SendPacket(
        SendBatch batch, DatagramSocket by, in Dhcp4Destination destination, ReadOnlySpan<byte> message, in SockAddr to)
    {
        Span<byte> packet = batch.Next(by);
        int length = UdpPacket.Write(packet, destination.Source, Dhcp4Destination.ServerPort, destination.Address, destination.Port, message);
        if (length > 0) batch.Commit(length, to);
        else lane.Dropped++;
    }

    private void SendUdp(in Dhcp4Destination destination, Ipv4Address address, ReadOnlySpan<byte> message)
    {
        Span<byte> buffer = lane.ToUdp.Next(socket);
        if (!message.TryCopyTo(buffer))
        {
            lane.Dropped++;
            return;
        }

        lane.ToUdp.Commit(message.Length, AddressOf(address, destination.Port), interfaceIndex, AddressOf(destination.Source, 0));
    }

    private static SockAddr AddressOf(Ipv4Address address, int port)
    {
        Span<byte> bytes = stackalloc byte[Ipv4Address.Size];
        address.Write(bytes);
        return SockAddr.From(IpEndpoint.From(bytes, port));
    }

    private void Tell(int index)
    {
        ReadOnlySpan<byte> message = lane.Received.Datagram(index);
        Packet? packet = lane.Packets.TryRent();
        if (packet is null || message.Length > packet.Buffer.Length)
        {
            packet?.Release();
            lane.Dropped++;
            return;
        }

        message.CopyTo(packet.Buffer);
        packet.Length = message.Length;
        lane.Received.TryGetPacketInfo(index, out _, out SockAddr local);
        if (_listener!.TryTell(Dhcp4ListenerMessage.Received(packet, AddressIn(lane.Received.Peer(index)), AddressIn(local)))) return;
        packet.Release();
        lane.Dropped++;
    }

    private static Ipv4Address AddressIn(in SockAddr address) => Ipv4Address.Read(((ReadOnlySpan<byte>)address)[4..]);

    public void Dispose() => poller.Remove(this, () =>
    {
        lane.ToUdp.Forget(socket);
        socket.Dispose();
    });
}
