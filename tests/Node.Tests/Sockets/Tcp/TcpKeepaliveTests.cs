using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Tcp;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Tcp;

/// <summary>RFC 7828: who asks for how long a connection may be idle is told, and nobody else.</summary>
public sealed class TcpKeepaliveTests
{
    private static readonly byte[] Plain = DnsBuilder.Query("www.example.org", RecordType.A), WithEdns = DnsBuilder.Query("www.example.org", RecordType.A, edns: true);
    private static readonly byte[] Asking = [.. WithEdns[..^2], 0, 4, 0, 11, 0, 0];

    // §3.1: in a query the option is empty, in a response it holds the time in units of 100 ms.
    [Fact]
    public void A_client_that_asks_is_told_with_this_answer_and_those_that_follow()
    {
        using var sessions = new TcpSessions(TcpTestSettings.Generous with { IdleTimeout = TimeSpan.FromSeconds(20) }, new Responder(), TimeProvider.System, NullLogger.Instance);
        using TcpAcceptor acceptor = TcpAcceptor.Open(new IPEndPoint(IPAddress.Loopback, 0), sessions.Admit, NullLogger.Instance, out _)!;
        using var client = new TcpClientSide(acceptor.Local);

        Assert.False(TcpKeepalive.IsAskedFor(Ask(client, WithEdns)));
        foreach (byte[] query in (byte[][])[Asking, WithEdns])
        {
            byte[] answer = Ask(client, query);
            Assert.Equal([0, 6, 0, 11, 0, 2, 0, 200], answer[^8..]);
            Assert.True(DnsView.Of(answer).Edns.IsPresent);
        }

        Assert.Equal(DnsBuilder.ReplyTo(Plain).A("www.example.org", 60, "192.0.2.1").ToArray(), Ask(client, Plain)); // without EDNS there is no room for it
    }

    [Fact]
    public void The_longest_response_stays_as_it_is()
    {
        byte[] response = new byte[70_000];
        byte[] longest = DnsBuilder.ReplyTo(WithEdns).Answer("www.example.org", RecordType.TXT, 60, new byte[65_459]).Opt().ToArray();
        longest.CopyTo(response, 0);
        Assert.Equal(0, TcpKeepalive.Append(response, longest.Length, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Broken_messages_ask_for_nothing()
    {
        for (int length = 0; length < Asking.Length; length++) Assert.False(TcpKeepalive.IsAskedFor(Asking.AsSpan(0, length)));
        Assert.True(TcpKeepalive.IsAskedFor(Asking));
    }

    private static byte[] Ask(TcpClientSide client, byte[] query)
    {
        client.Ask(query);
        return client.Hear();
    }

    private sealed class Responder : ITcpResponder
    {
        public bool Respond(ReadOnlySpan<byte> message, in QueryOrigin origin)
        {
            DnsBuilder reply = DnsBuilder.ReplyTo(message).A("www.example.org", 60, "192.0.2.1");
            if (DnsView.Of(message).Edns.IsPresent) reply.Opt();
            ((TcpSession)origin.Stream!).Enqueue(reply.ToArray());
            return false;
        }
    }
}
