using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Upstream;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Upstream;

public sealed class UpstreamStreamsTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly ManualClock _clock = new();
    private readonly RefProbe<CacheShardMessage> _shard = new();
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly UpstreamStreams _streams;

    public UpstreamStreamsTests()
    {
        _server.Start();
        _streams = new UpstreamStreams(2, new PacketPool(4, 65_535), _clock);
        _streams.Connect(_shard);
    }

    [Fact]
    public void A_question_is_asked_and_the_whole_reply_told()
    {
        Assert.True(Ask([1, 2, 3], 7));
        using Socket connection = _server.AcceptSocket();
        Assert.Equal([0, 3, 1, 2, 3], Read(connection, 5));

        byte[] reply = new byte[65_535];
        reply[^1] = 9;
        connection.Send([0xFF]);
        connection.Send([0xFF, .. reply[..1000]]);
        connection.Send(reply[1000..]);

        CacheShardMessage told = _shard.Take();
        Assert.Equal(CacheShardMessage.Verb.StreamReply, told.What);
        Assert.Equal(7, told.Ticket.Value);
        Assert.Equal(reply, told.Packet!.Message.ToArray());
        Assert.Equal(Server, told.Packet.Origin.Peer);
    }

    [Fact]
    public void A_connection_that_ends_early_is_a_failure()
    {
        Ask([1], 8);
        using (Socket connection = _server.AcceptSocket())
        {
            Read(connection, 3);
            connection.Send([0, 9, 1, 2]);
        }

        ExpectFailure(8);
    }

    [Fact]
    public void A_server_that_refuses_is_a_failure()
    {
        IpEndpoint server = Server;
        _server.Stop();
        Assert.True(_streams.TryAsk(server, [1], new StreamTicket(9), Timeout));
        ExpectFailure(9);
    }

    [Fact]
    public void A_server_that_says_nothing_is_a_failure_after_the_time_given()
    {
        Ask([1], 10);
        using Socket connection = _server.AcceptSocket();
        Read(connection, 3);
        Assert.Equal(0, _shard.Count);

        _clock.MoveTo(Timeout);

        ExpectFailure(10);
    }

    [Fact]
    public void Exchanges_are_limited()
    {
        Assert.True(Ask([1], 1));
        Assert.True(Ask([1], 2));
        Assert.False(Ask([1], 3));
        using Socket first = _server.AcceptSocket();
        first.Dispose();
        _shard.Take();

        Assert.True(SpinWait.SpinUntil(() => _streams.UnderWay < 2, 10_000));
        Assert.True(Ask([1], 4));
    }

    private IpEndpoint Server => IpEndpoint.From((IPEndPoint)_server.LocalEndpoint);

    private bool Ask(byte[] query, long ticket) => _streams.TryAsk(Server, query, new StreamTicket(ticket), Timeout);

    private void ExpectFailure(long ticket)
    {
        CacheShardMessage told = _shard.Take();
        Assert.Equal(CacheShardMessage.Verb.StreamFailed, told.What);
        Assert.Equal(ticket, told.Ticket.Value);
    }

    private static byte[] Read(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        socket.ReceiveTimeout = 10_000;
        for (int at = 0; at < count;) at += socket.Receive(bytes.AsSpan(at));
        return bytes;
    }

    public void Dispose()
    {
        _streams.Dispose();
        _server.Dispose();
    }
}
