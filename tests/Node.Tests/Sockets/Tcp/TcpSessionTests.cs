using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Tcp;

public sealed class TcpSessionTests : IDisposable
{
    private const int Wait = 30_000;

    private static readonly TcpSettings Limits = TcpTestSettings.Generous with { ConnectionsMax = 4, ConnectionsPerClientMax = 3, QueriesMax = 8, OutputBytesMax = 200_000 };

    private readonly EchoResponder _responder = new();
    private readonly TcpSessions _sessions;
    private readonly TcpAcceptor _acceptor;

    public TcpSessionTests()
    {
        _sessions = new TcpSessions(Limits, _responder, TimeProvider.System, NullLogger.Instance);
        _acceptor = TcpAcceptor.Open(new IPEndPoint(IPAddress.Loopback, 0), _sessions.Admit, NullLogger.Instance, out _)!;
    }

    [Fact]
    public void A_query_is_answered()
    {
        using TcpClientSide client = Connect();
        client.Ask(1, 2, 3);
        Assert.Equal([1, 2, 3], client.Hear());
    }

    [Fact]
    public void A_query_may_come_byte_by_byte_and_several_in_one_piece()
    {
        using TcpClientSide client = Connect();
        foreach (byte one in TcpClientSide.Frame(1, 2)) client.Socket.Send([one]);
        Assert.Equal([1, 2], client.Hear());

        client.Socket.Send([.. TcpClientSide.Frame(3), .. TcpClientSide.Frame(4, 4), .. TcpClientSide.Frame(5)[..1]]);
        client.Socket.Send(TcpClientSide.Frame(5)[1..]);
        Assert.Equal([3], client.Hear());
        Assert.Equal([4, 4], client.Hear());
        Assert.Equal([5], client.Hear());
    }

    // RFC 7766 §6.2.1.1: answers may come in another order than the queries.
    [Fact]
    public void A_slow_answer_does_not_hold_up_the_next_one()
    {
        using TcpClientSide client = Connect();
        client.Ask(EchoResponder.Later, 1);
        client.Ask(2);
        Assert.Equal([2], client.Hear());

        _responder.AnswerHeld();
        Assert.Equal([EchoResponder.Later, 1], client.Hear());
    }

    [Fact]
    public void A_client_that_has_closed_its_side_still_gets_its_answers()
    {
        using TcpClientSide client = Connect();
        client.Ask(EchoResponder.Later, 1);
        client.Socket.Shutdown(SocketShutdown.Send);
        _responder.AnswerHeld();

        Assert.Equal([EchoResponder.Later, 1], client.Hear());
        Assert.True(client.IsClosed());
        Assert.True(SpinWait.SpinUntil(() => _sessions.Count == 0, Wait));
    }

    [Fact]
    public void With_too_many_queries_unanswered_reading_stops()
    {
        using TcpClientSide client = Connect();
        for (byte i = 0; i < 10; i++) client.Ask(EchoResponder.Later, i);

        Assert.True(SpinWait.SpinUntil(() => _responder.HeldCount == 8, Wait));
        _responder.AnswerHeld();
        Assert.True(SpinWait.SpinUntil(() => _responder.Seen == 9, Wait));
        _responder.AnswerHeld();
        Assert.True(SpinWait.SpinUntil(() => _responder.Seen == 10, Wait));
    }

    [Fact]
    public void An_idle_connection_is_closed()
    {
        TcpSettings hasty = Limits with { IdleTimeout = TimeSpan.FromMilliseconds(200) };
        using var sessions = new TcpSessions(hasty, _responder, TimeProvider.System, NullLogger.Instance);
        using TcpAcceptor acceptor = TcpAcceptor.Open(new IPEndPoint(IPAddress.Loopback, 0), sessions.Admit, NullLogger.Instance, out _)!;
        using var client = new TcpClientSide(acceptor.Local);
        client.Socket.Send([0]); // half of a length field is no query

        Assert.True(client.IsClosed());
    }

    [Fact]
    public void A_client_that_asks_and_does_not_read_is_cut_off()
    {
        using TcpClientSide client = Connect();
        byte[] query = TcpClientSide.Frame(new byte[20_000]);

        Assert.ThrowsAny<SocketException>(() =>
        {
            client.Socket.SendTimeout = Wait;
            for (int i = 0; i < 10_000; i++) client.Socket.Send(query);
        });
    }

    [Fact]
    public void The_end_of_the_gateway_ends_connections()
    {
        using TcpClientSide client = Connect();
        client.Ask(1);
        client.Hear();

        _sessions.Dispose();

        Assert.True(client.IsClosed());
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        Assert.Null(TcpAcceptor.Open(_acceptor.Local, _sessions.Admit, NullLogger.Instance, out SocketException? failure));
        Assert.Equal(SocketError.AddressAlreadyInUse, failure?.SocketErrorCode);
    }

    private TcpClientSide Connect() => new(_acceptor.Local);

    public void Dispose()
    {
        _acceptor.Dispose();
        _sessions.Dispose();
    }
}
