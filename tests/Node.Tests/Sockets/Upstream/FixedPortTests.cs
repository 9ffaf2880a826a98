using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.Node.Tests.Stores;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream;

/// <summary>dns.query-port, and a port in a server's source.</summary>
public sealed class FixedPortTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly RecordingLogger _log = new();
    private readonly EpollPoller _poller;
    private readonly PacketPool _packets = new(16, 4096);
    private readonly FixedPortSockets _fixed;
    private readonly RefProbe<CacheShardMessage>[] _shards = [new(), new()];
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5_000 };
    private readonly List<UpstreamSocketPool> _pools = [];

    public FixedPortTests()
    {
        _poller = new EpollPoller(_log);
        _fixed = new FixedPortSockets(_packets, _clock, _log);
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _poller.Poll(0); // the test's thread is the lane
        foreach (RefProbe<CacheShardMessage> shard in _shards) _fixed.Connect(shard);
    }

    private UpstreamTarget Server => UpstreamTarget.Plain(IpEndpoint.From((IPEndPoint)_server.LocalEndPoint!));

    [Fact]
    public void All_lanes_ask_from_the_query_port_and_each_shard_hears_every_reply()
    {
        int port = FreePort.On(IPAddress.Loopback).Port;
        UpstreamSocketPool first = Pool(port), second = Pool(port);
        Assert.True(first.TrySend(Server, [1, 2, 3], out int token));
        Assert.True(second.TrySend(Server, [1, 2, 3], out int same));
        Assert.Equal(token, same);
        Assert.True(token < 0);
        Assert.Equal(port, Hear().Port);

        _server.SendTo([7, 8, 9], Hear());
        _poller.Poll(5_000);

        foreach (RefProbe<CacheShardMessage> shard in _shards)
        {
            Packet reply = shard.Take().Packet!;
            Assert.Equal([7, 8, 9], reply.Message.ToArray());
            Assert.Equal((Server.Address, token), (reply.Origin.Peer, reply.Origin.Socket));
            reply.Release();
        }
    }

    [Fact]
    public void A_port_of_a_servers_source_goes_before_and_the_operator_is_told_of_either_once()
    {
        int port = FreePort.On(IPAddress.Loopback).Port;
        IPEndPoint source = FreePort.On(IPAddress.Parse("127.0.0.9"));
        UpstreamSocketPool pool = Pool(port);
        for (int i = 0; i < 300; i++) // more than a socket of random port lives for
        {
            Assert.True(pool.TrySend(Server with { Source = IpEndpoint.From(source) }, [1, 2, 3], out _));
            Assert.Equal(source, Hear());
        }

        Assert.True(pool.TrySend(Server with { Source = IpEndpoint.From(source).WithPort(0) }, [1, 2, 3], out _));
        Assert.Equal(port, Hear().Port);
        Assert.Equal(2, _log.Lines.Count(line => line.Contains("easier to forge", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_port_that_is_taken_is_tried_again_and_told_once()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        UpstreamTarget target = Server with { Source = IpEndpoint.From((IPEndPoint)taken.LocalEndPoint!) };
        UpstreamSocketPool pool = Pool(0);
        for (int i = 0; i < 3; i++) Assert.False(pool.TrySend(target, [1, 2, 3], out _));
        Assert.Single(_log.Lines);
        taken.Dispose();
        Assert.True(pool.TrySend(target, [1, 2, 3], out _));
    }

    private UpstreamSocketPool Pool(int queryPort)
    {
        UpstreamSocketPool pool = new(new UpstreamSocketSettings { QueryPort = queryPort, SocketsPerFamily = 4 }, _fixed, _poller, _packets, _clock, _log);
        _pools.Add(pool);
        return pool;
    }

    private IPEndPoint Hear()
    {
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(3, _server.ReceiveFrom(new byte[64], ref from));
        return (IPEndPoint)from;
    }

    public void Dispose()
    {
        foreach (UpstreamSocketPool pool in _pools) pool.Dispose();
        _fixed.Dispose();
        _poller.Poll(0);
        _poller.Dispose();
        _server.Dispose();
    }
}
