using System.Net;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Interop;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets;

public sealed class UdpSocketTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Datagrams_go_there_and_back_in_batches(string address)
    {
        using var pair = new SocketPair(SocketPair.On(address), capacity: 8);
        var server = SockAddr.From(pair.Server.Local);
        for (byte i = 0; i < 20; i++)
        {
            pair.Send.Next(pair.Client)[0] = i;
            pair.Send.Commit(1, server);
        }

        pair.Send.Flush();
        for (int echoed = 0; echoed < 20;)
        {
            int count = pair.ReceiveFrom(pair.Server);
            Assert.InRange(count, 1, 8);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(pair.Client.Local, pair.Receive.Peer(i).ToEndPoint());
                pair.Receive.Datagram(i).CopyTo(pair.Send.Next(pair.Server));
                pair.Send.Commit(1, pair.Receive.Peer(i));
            }

            pair.Send.Flush();
            echoed += count;
        }

        List<byte> back = [];
        while (back.Count < 20)
        {
            int count = pair.ReceiveFrom(pair.Client);
            Assert.NotEqual(0, count);
            for (int i = 0; i < count; i++) back.Add(pair.Receive.Datagram(i)[0]);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(n => (byte)n), back);
        Assert.Equal(40, pair.Send.Sent);
    }

    [Fact]
    public void A_datagram_longer_than_the_buffer_is_marked_as_cut()
    {
        using var pair = new SocketPair(SocketPair.On("127.0.0.1"), datagramBytesMax: 600);
        using var large = new SendBatch(2, 2000);
        var server = SockAddr.From(pair.Server.Local);
        large.Next(pair.Client);
        large.Commit(2000, server);
        large.Next(pair.Client);
        large.Commit(600, server);
        large.Flush();

        int count = pair.ReceiveFrom(pair.Server);
        if (count == 1)
        {
            Assert.True(pair.Receive.IsCut(0));
            Assert.Equal(1, pair.ReceiveFrom(pair.Server));
            Assert.False(pair.Receive.IsCut(0));
            return;
        }

        Assert.True(pair.Receive.IsCut(0));
        Assert.Equal(600, pair.Receive.Datagram(0).Length);
        Assert.False(pair.Receive.IsCut(1));
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.5")]
    [InlineData("::", "::1")]
    public void A_reply_from_a_socket_on_all_addresses_leaves_from_the_address_that_was_asked(string all, string asked)
    {
        using var pair = new SocketPair(SocketPair.On(all) with { PacketInfo = true });
        using UdpSocket client = SocketPair.Open(SocketPair.On(asked.Contains(':', StringComparison.Ordinal) ? "::1" : "127.0.0.1"));
        pair.Send.Next(client);
        pair.Send.Commit(4, SockAddr.From(IPAddress.Parse(asked), pair.Server.Local.Port));
        pair.Send.Flush();

        Assert.Equal(1, pair.ReceiveFrom(pair.Server));
        Assert.True(pair.Receive.TryGetPacketInfo(0, out int interfaceIndex, out SockAddr local));
        Assert.Equal(1, interfaceIndex); // lo is the first in every network namespace
        Assert.Equal(IPAddress.Parse(asked), local.ToEndPoint().Address);

        pair.Send.Next(pair.Server);
        pair.Send.Commit(4, pair.Receive.Peer(0), 0, local);
        pair.Send.Flush();
        Assert.Equal(1, pair.ReceiveFrom(client));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(asked), pair.Server.Local.Port), pair.Receive.Peer(0).ToEndPoint());
    }

    [Fact]
    public void A_datagram_that_cannot_be_sent_is_counted_and_the_others_go()
    {
        using var pair = new SocketPair(SocketPair.On("127.0.0.1"));
        var server = SockAddr.From(pair.Server.Local);
        for (byte i = 0; i < 5; i++)
        {
            pair.Send.Next(pair.Client)[0] = i;
            pair.Send.Commit(1, i == 2 ? SockAddr.From(IPAddress.Loopback, 0) : server);
        }

        pair.Send.Flush();

        Assert.Equal(4, pair.Send.Sent);
        Assert.Equal(1, pair.Send.Dropped);
        Assert.Equal(0, pair.Send.Count);
    }

    [Fact]
    public void An_address_in_use_is_told_as_what_it_is()
    {
        using UdpSocket first = SocketPair.Open(SocketPair.On("127.0.0.1"));

        UdpSocket? second = UdpSocket.Open(new UdpSocketOptions { Local = first.Local }, out NativeFailure failure);

        Assert.Null(second);
        Assert.Equal(new NativeFailure("bind", Errno.AddressInUse), failure);
        Assert.Equal("bind: Address already in use (errno 98)", failure.ToString());
    }

    [Fact]
    public void Sockets_that_ask_to_share_a_port_share_it()
    {
        using UdpSocket first = SocketPair.Open(SocketPair.On("127.0.0.1") with { ReusePort = true });
        using UdpSocket? second = UdpSocket.Open(new UdpSocketOptions { Local = first.Local, ReusePort = true }, out NativeFailure failure);

        Assert.NotNull(second);
        Assert.False(failure.IsFailure);
    }

    [Fact]
    public void A_device_that_does_not_exist_is_refused()
    {
        UdpSocket? socket = UdpSocket.Open(SocketPair.On("127.0.0.1") with { Device = "a-name-too-long-for-any-interface" }, out NativeFailure failure);

        Assert.Null(socket);
        Assert.Equal(new NativeFailure("SO_BINDTODEVICE", Errno.NoDevice), failure);
    }

    [Fact]
    public void A_turn_of_receiving_and_answering_allocates_nothing()
    {
        using var pair = new SocketPair(SocketPair.On("127.0.0.1") with { PacketInfo = true });
        var server = SockAddr.From(pair.Server.Local);

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++) Turn();
        }));
        Assert.True(pair.Send.Sent > 100);

        void Turn()
        {
            pair.Send.Next(pair.Client)[0] = 1;
            pair.Send.Commit(1, server);
            pair.Send.Flush();
            int count = pair.Receive.Receive(pair.Server);
            for (int i = 0; i < count; i++)
            {
                pair.Receive.TryGetPacketInfo(i, out _, out _);
                pair.Receive.Datagram(i).CopyTo(pair.Send.Next(pair.Server));
                pair.Send.Commit(1, pair.Receive.Peer(i));
            }

            pair.Send.Flush();
            pair.Receive.Receive(pair.Client);
        }
    }
}
