using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Tcp;

/// <summary>What becomes of connections when there are as many as there may be.</summary>
public sealed class TcpLimitsTests : IDisposable
{
    private const int Wait = 30_000;

    private static readonly TcpSettings Limits = TcpTestSettings.Generous with { ConnectionsMax = 4, ConnectionsPerClientMax = 3 };

    private readonly EchoResponder _responder = new();
    private readonly TcpSessions _sessions;
    private readonly TcpAcceptor _acceptor;
    private readonly List<TcpClientSide> _clients = [];

    public TcpLimitsTests()
    {
        _sessions = new TcpSessions(Limits, _responder, TimeProvider.System, NullLogger.Instance);
        _acceptor = TcpAcceptor.Open(new IPEndPoint(IPAddress.Any, 0), _sessions.Admit, NullLogger.Instance, out _)!;
    }

    // RFC 7766 §6.2.3: it is the idle connections that a server closes when it needs room.
    [Fact]
    public void The_longest_idle_connection_of_a_client_makes_room_for_its_next_one()
    {
        TcpClientSide first = Busy(1), second = Idle(1), third = Idle(1), fourth = Idle(1);

        Assert.True(second.IsClosed());
        Assert.Equal((3, 1L, 0L), (_sessions.Count, _sessions.Displaced, _sessions.Refused));
        Assert.All([third, fourth], AssertServed);
        _responder.AnswerHeld();
        Assert.Equal([EchoResponder.Later], first.Hear());
    }

    [Fact]
    public void Who_has_asked_lately_is_not_the_longest_idle()
    {
        TcpClientSide first = Idle(1), second = Idle(1);
        Idle(1);
        AssertServed(first);
        Idle(1);

        Assert.True(second.IsClosed());
        AssertServed(first);
    }

    [Fact]
    public void When_all_wait_for_answers_the_new_one_is_closed()
    {
        for (int i = 0; i < 3; i++) Busy(1);
        TcpClientSide refused = Connect(1);

        Assert.True(refused.IsClosed());
        Assert.Equal((3, 0L, 1L), (_sessions.Count, _sessions.Displaced, _sessions.Refused));
        AssertServed(Connect(2)); // somebody else has room
    }

    [Fact]
    public void The_limit_for_all_takes_from_anybody()
    {
        TcpClientSide first = Idle(1);
        for (byte client = 2; client <= 5; client++) AssertServed(Idle(client));

        Assert.True(first.IsClosed());
        Assert.Equal(4, _sessions.Count);
    }

    [Fact]
    public void Changed_limits_hold_for_who_comes_next()
    {
        TcpClientSide first = Idle(1);
        _sessions.Configure(Limits with { ConnectionsPerClientMax = 1 });
        AssertServed(Connect(1));
        Assert.True(first.IsClosed());
    }

    [Fact]
    public void A_connection_that_has_ended_leaves_room()
    {
        for (int i = 0; i < 3; i++) Busy(1);
        _clients[0].Dispose();
        for (int i = 0; i < 3; i++) _responder.AnswerHeld();
        Assert.True(SpinWait.SpinUntil(() => _sessions.Count == 2, Wait));
        AssertServed(Connect(1));
        Assert.Equal(0, _sessions.Displaced);
    }

    private TcpClientSide Busy(byte client)
    {
        TcpClientSide side = Connect(client);
        int seen = _responder.Seen;
        side.Ask(EchoResponder.Later);
        Assert.True(SpinWait.SpinUntil(() => _responder.Seen > seen, Wait));
        return side;
    }

    private TcpClientSide Idle(byte client)
    {
        TcpClientSide side = Connect(client);
        AssertServed(side);
        return side;
    }

    // A client has its answer a moment before the session knows that it is sent.
    private void AssertServed(TcpClientSide side)
    {
        side.Ask(7);
        Assert.Equal([7], side.Hear());
        Assert.True(SpinWait.SpinUntil(() => _sessions.CountIdle() + _responder.HeldCount == _sessions.Count, Wait));
    }

    private TcpClientSide Connect(byte client)
    {
        TcpClientSide side = new(new IPEndPoint(IPAddress.Loopback, _acceptor.Local.Port), new IPAddress([127, 0, 0, client]));
        _clients.Add(side);
        return side;
    }

    public void Dispose()
    {
        _clients.ForEach(static client => client.Dispose());
        _acceptor.Dispose();
        _sessions.Dispose();
    }
}
