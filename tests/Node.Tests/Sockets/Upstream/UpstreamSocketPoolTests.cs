using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Configuration;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream;

public sealed class UpstreamSocketPoolTests : IDisposable
{
    private const int Wait = 30_000;

    private readonly ManualClock _clock = new();
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly RefProbe<CacheShardMessage> _shard = new();
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = Wait };
    private readonly byte[] _buffer = new byte[4096];
    private readonly FixedPortSockets _fixed;

    public UpstreamSocketPoolTests()
    {
        _fixed = new FixedPortSockets(new PacketPool(16, 4096), _clock, NullLogger.Instance);
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _poller.Poll(0); // the test's thread is the lane
    }

    private IpEndpoint Server => IpEndpoint.From((IPEndPoint)_server.LocalEndPoint!);

    [Fact]
    public void A_reply_is_told_with_its_server_and_the_socket_that_asked()
    {
        using UpstreamSocketPool pool = Pool();
        Assert.True(pool.TrySend(UpstreamTarget.Plain(Server), [1, 2, 3], out int token));
        Hear();

        Reply([4, 5, 6, 7]);

        CacheShardMessage told = _shard.Take();
        Assert.Equal(CacheShardMessage.Verb.Reply, told.What);
        Assert.Equal([4, 5, 6, 7], told.Packet!.Message.ToArray());
        Assert.Equal(Server, told.Packet.Origin.Peer);
        Assert.Equal(token, told.Packet.Origin.Socket);
        told.Packet.Release();
    }

    // RFC 5452 §9.2: source ports are unpredictable and as many as possible.
    [Fact]
    public void Questions_leave_from_many_ports()
    {
        using UpstreamSocketPool pool = Pool();
        HashSet<int> ports = [];
        for (int i = 0; i < 200; i++) ports.Add(Ask(pool).Port);

        Assert.True(ports.Count > 80, $"{ports.Count} ports");
        Assert.All(ports, port => Assert.True(port >= 10_240));
    }

    [Fact]
    public void Ports_stay_in_the_range_of_the_configuration()
    {
        using UpstreamSocketPool pool = Pool(UpstreamSocketSettings.For(new PortRange(30_000, 31_999), lanes: 2));
        for (int i = 0; i < 200; i++) Assert.InRange(Ask(pool).Port, 30_000, 31_999);
    }

    [Fact]
    public void A_server_with_a_source_is_asked_from_there_and_its_reply_told()
    {
        using UpstreamSocketPool pool = Pool();
        UpstreamTarget target = UpstreamTarget.Plain(Server) with { Source = IpEndpoint.From([127, 0, 0, 9], 0), Interface = "lo" };
        Assert.True(pool.TrySend(target, [1, 2, 3], out int token));
        Assert.Equal("127.0.0.9", Hear().Address.ToString());
        Assert.Equal("127.0.0.1", Ask(pool).Address.ToString());

        Assert.True(pool.TrySend(target, [1, 2, 3], out token));
        Hear();
        Reply([4]);
        CacheShardMessage told = _shard.Take();
        Assert.Equal(token, told.Packet!.Origin.Socket);
        told.Packet.Release();
    }

    [Fact]
    public void A_server_whose_source_is_not_ours_cannot_be_asked()
    {
        using UpstreamSocketPool pool = Pool();
        Assert.False(pool.TrySend(UpstreamTarget.Plain(Server) with { Source = IpEndpoint.From([192, 0, 2, 9], 0) }, [1, 2, 3], out _));
        Assert.False(pool.TrySend(UpstreamTarget.Plain(Server) with { Interface = "nothere0" }, [1, 2, 3], out _));
        Ask(pool);
    }

    [Fact]
    public void A_socket_that_is_used_up_is_replaced_and_still_hears_late_replies()
    {
        using UpstreamSocketPool pool = Pool(new UpstreamSocketSettings { SocketsPerFamily = 1, UsesMax = 4 });
        IPEndPoint first = Ask(pool);
        IPEndPoint last = first;
        for (int i = 0; i < 8; i++) last = Ask(pool);
        Assert.NotEqual(first.Port, last.Port);

        _server.SendTo([1], first);
        _poller.Poll(Wait);
        _shard.Take().Packet!.Release();
    }

    [Fact]
    public void A_replaced_socket_is_closed_after_its_grace()
    {
        using UpstreamSocketPool pool = Pool(new UpstreamSocketSettings { SocketsPerFamily = 1, UsesMax = 1 });
        for (int i = 0; i < 4; i++) Ask(pool);
        Assert.InRange(_poller.Count, 2, 4);

        PassTime(TimeSpan.FromSeconds(10));

        Assert.Equal(1, _poller.Count);
    }

    [Fact]
    public void When_nobody_asks_the_ports_are_given_back()
    {
        using UpstreamSocketPool pool = Pool();
        for (int i = 0; i < 20; i++) Ask(pool);

        for (int i = 0; i < 8; i++) PassTime(TimeSpan.FromSeconds(10));

        Assert.Equal(0, _poller.Count);
    }

    [Fact]
    public void Replaced_sockets_are_bounded()
    {
        using UpstreamSocketPool pool = Pool(new UpstreamSocketSettings { SocketsPerFamily = 1, UsesMax = 1, RetiredMax = 3 });
        for (int i = 0; i < 50; i++) Ask(pool);

        Assert.Equal(4, _poller.Count);
    }

    [Fact]
    public void A_reply_that_finds_no_packet_or_no_room_is_counted_and_forgotten()
    {
        var packets = new PacketPool(1, 512);
        using UpstreamSocketPool pool = Pool(packets: packets);
        Packet? taken = packets.TryRent();
        Ask(pool);
        Reply([1]);
        Assert.Equal(1, pool.Dropped);

        taken!.Release();
        _shard.IsFull = true;
        Ask(pool);
        Reply([1]);
        Assert.Equal(2, pool.Dropped);
        Assert.NotNull(packets.TryRent());
    }

    [Fact]
    public void A_reply_longer_than_a_packet_is_marked_as_truncated()
    {
        using UpstreamSocketPool pool = Pool(packets: new PacketPool(4, 512));
        Ask(pool);
        Reply(new byte[600]);

        Packet packet = _shard.Take().Packet!;
        Assert.Equal(512, packet.Length);
        Assert.Equal(0x02, packet.Buffer[2]);
    }

    [Fact]
    public void Without_a_way_to_the_server_it_says_so()
    {
        using UpstreamSocketPool pool = Pool();

        Assert.False(pool.TrySend(UpstreamTarget.Plain(IpEndpoint.From(IPAddress.Loopback, 0)), [1], out _));
        Assert.Equal(1, pool.Unsent);
    }

    private UpstreamSocketPool Pool(UpstreamSocketSettings? settings = null, PacketPool? packets = null)
    {
        var pool = new UpstreamSocketPool(settings ?? new UpstreamSocketSettings(), _fixed, _poller, packets ?? new PacketPool(16, 4096), _clock, NullLogger.Instance);
        pool.Connect(_shard);
        return pool;
    }

    /// <summary>Asks once; where the question came from.</summary>
    private IPEndPoint Ask(UpstreamSocketPool pool)
    {
        Assert.True(pool.TrySend(UpstreamTarget.Plain(Server), [1, 2, 3], out _));
        return Hear();
    }

    private IPEndPoint Hear()
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(3, _server.ReceiveFrom(_buffer, ref from));
        _last = (IPEndPoint)from;
        return _last;
    }

    private IPEndPoint? _last;

    /// <summary>Answers the question that was heard last.</summary>
    private void Reply(byte[] bytes)
    {
        _server.SendTo(bytes, _last!);
        _poller.Poll(Wait);
    }

    private void PassTime(TimeSpan time)
    {
        _clock.MoveTo(_clock.Elapsed + time);
        _poller.Poll(0);
    }

    public void Dispose()
    {
        _poller.Dispose();
        _server.Dispose();
    }
}
