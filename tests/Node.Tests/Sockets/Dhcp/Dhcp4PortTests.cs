using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Dhcp;
using Polymasq.Node.Sockets.Interop;
using Polymasq.Node.Sockets.Ports;
using Polymasq.Node.Tests.Namespaces;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Ipv4;

namespace Polymasq.Node.Tests.Sockets.Dhcp;

public sealed class Dhcp4PortTests : IDisposable
{
    private const int Wait = 30_000;
    private static readonly Ipv4Address Server = Ipv4Address.Parse("10.77.0.1");
    private static readonly Ipv4Address Offered = Ipv4Address.Parse("10.77.0.50");

    private readonly Link _link = new();
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly RefProbe<Dhcp4ListenerMessage> _listener = new();
    private readonly Dhcp4Sockets _lane;
    private readonly Dhcp4Port _port;
    private readonly UdpSocket _client;
    private readonly ReceiveBatch _received = new(4, 2048);
    private readonly SendBatch _sent = new(4, 2048);

    public Dhcp4PortTests()
    {
        _poller.Poll(0); // the test's thread is the lane
        _lane = _link.Server.Run(() => new Dhcp4Sockets(_poller, new PacketPool(64, 2048), new PortHolder(), NullLogger.Instance));
        _port = _link.Server.Run(() => _lane.Open(_link.ServerEnd, out string trouble) ?? throw new InvalidOperationException(trouble));
        _port.Connect(_listener);
        _client = _link.Client.Run(() => UdpSocket.Open(
            new UdpSocketOptions { Local = new IPEndPoint(IPAddress.Any, 68), Device = "cli0", Broadcast = true, PacketInfo = true }, out _)!);
    }

    [Fact]
    public void A_broadcast_from_a_client_without_an_address_comes_in()
    {
        ClientSends([1, 2, 3], "255.255.255.255");

        Dhcp4ListenerMessage told = Told();
        Assert.Equal([1, 2, 3], told.Packet!.Message.ToArray());
        Assert.Equal(Ipv4Address.None, told.Source);
        Assert.Equal(Ipv4Address.Broadcast, told.Destination);
    }

    [Fact]
    public void A_unicast_comes_in_with_both_addresses()
    {
        _link.Client.Ip("addr add 10.77.0.9/24 dev cli0");
        ClientSends([4], "10.77.0.1");

        Dhcp4ListenerMessage told = Told();
        Assert.Equal(Ipv4Address.Parse("10.77.0.9"), told.Source);
        Assert.Equal(Server, told.Destination);
    }

    // RFC 2131 §4.1: a client without an address is sent to by its hardware address.
    [Fact]
    public void A_client_that_knows_no_address_is_reached_by_its_hardware_address()
    {
        using LinkSocket ears = _link.Client.Run(() => LinkSocket.Open(EtherType.Ipv4, out _)!);
        var to = new Dhcp4Destination(Dhcp4Delivery.Link, Server, Offered, 68, new HardwareAddress(1, Link.ClientHardware));
        _port.Send(to, [7, 7, 7]);
        _port.Flush();

        ClientHears(ears);

        byte[] expected = new byte[31];
        UdpPacket.Write(expected, Server, 67, Offered, 68, [7, 7, 7]);
        Assert.Equal(expected, _received.Datagram(0)[..31].ToArray());
        Assert.Equal(0, _received.Peer(0)[10]); // PACKET_HOST: it was addressed to this station, not broadcast
    }

    [Fact]
    public void A_broadcast_leaves_from_the_address_that_the_listener_chose()
    {
        _link.Server.Ip("addr add 10.78.0.1/24 dev srv0");
        _port.Send(new Dhcp4Destination(Dhcp4Delivery.Broadcast, Ipv4Address.Parse("10.78.0.1"), Ipv4Address.Broadcast, 68, default), [8]);
        _port.Flush();

        ClientHears(_client);

        Assert.Equal([8], _received.Datagram(0).ToArray());
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.78.0.1"), 67), _received.Peer(0).ToEndPoint());
        _received.TryGetPacketInfo(0, out _, out SockAddr local);
        Assert.Equal(IPAddress.Broadcast, local.ToEndPoint().Address);
    }

    [Fact]
    public void A_client_with_an_address_is_reached_along_the_routes()
    {
        _link.Client.Ip("addr add 10.77.0.9/24 dev cli0");
        _port.Send(new Dhcp4Destination(Dhcp4Delivery.Unicast, Server, Ipv4Address.Parse("10.77.0.9"), 68, default), [9, 9]);
        _port.Flush();

        ClientHears(_client);

        Assert.Equal([9, 9], _received.Datagram(0).ToArray());
        Assert.Equal(new IPEndPoint(IPAddress.Parse("10.77.0.1"), 67), _received.Peer(0).ToEndPoint());
    }

    [Fact]
    public void Each_interface_has_its_own_port_and_hears_its_own_clients()
    {
        _link.Server.Ip($"link add srv1 type veth peer name cli1 netns {_link.Client.ThreadId}");
        _link.Server.Ip("link set srv1 up");
        _link.Client.Ip("link set cli1 up");
        _link.Client.WaitForCarrier("cli1");
        var second = new RefProbe<Dhcp4ListenerMessage>();
        using Dhcp4Port port = _link.Server.Run(() => _lane.Open(_link.ServerEnd with { Index = 9, Name = "srv1" }, out _)!);
        port.Connect(second);
        using UdpSocket client = _link.Client.Run(() => UdpSocket.Open(
            new UdpSocketOptions { Local = new IPEndPoint(IPAddress.Any, 68), Device = "cli1", Broadcast = true }, out _)!);

        ClientSends([1], "255.255.255.255");
        Told();
        ClientSends([2], "255.255.255.255", client);
        _poller.Poll(Wait);

        Assert.Equal([2], second.Take(0).Packet!.Message.ToArray());
        Assert.Equal(0, _listener.Count);
    }

    [Fact]
    public void A_second_server_on_the_same_interface_is_named()
    {
        string trouble = "";
        Assert.Null(_link.Server.Run(() => _lane.Open(_link.ServerEnd, out trouble)));

        Assert.StartsWith("is taken by ", trouble, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId}): one network has room for one DHCP server", trouble, StringComparison.Ordinal);
    }

    private void ClientSends(byte[] message, string to, UdpSocket? from = null)
    {
        message.CopyTo(_sent.Next(from ?? _client));
        _sent.Commit(message.Length, SockAddr.From(IPAddress.Parse(to), 67));
        _sent.Flush();
        Assert.Equal(0, _sent.Dropped);
    }

    private Dhcp4ListenerMessage Told()
    {
        for (int polls = 0; _listener.Count == 0 && polls < 3; polls++) _poller.Poll(Wait);
        return _listener.Take(0);
    }

    private void ClientHears(DatagramSocket socket) =>
        Assert.True(SpinWait.SpinUntil(() => _received.Receive(socket) == 1, Wait), "the client heard nothing");

    public void Dispose()
    {
        _port.Dispose();
        _lane.Dispose();
        _client.Dispose();
        _received.Dispose();
        _sent.Dispose();
        _poller.Dispose();
        _link.Dispose();
    }
}
