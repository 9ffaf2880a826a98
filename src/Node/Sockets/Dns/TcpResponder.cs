using System.Collections.Concurrent;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Tcp;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>Answers the queries of all TCP sessions, with as many responders as answer at the same moment.</summary>
internal sealed class TcpResponder(DnsService service) : ITcpResponder
{
    private readonly ConcurrentBag<Desk> _free = [];
    private readonly ConcurrentBag<ListenerCounters> _counters = [];

    /// <summary>One for each responder that was ever needed.</summary>
    public IReadOnlyCollection<ListenerCounters> Counters => _counters;

    public bool Respond(ReadOnlySpan<byte> message, in QueryOrigin origin)
    {
        if (!_free.TryTake(out Desk? desk)) desk = MakeDesk();
        try
        {
            desk.Responder.BeginBatch();
            DnsResponse outcome = desk.Responder.Respond(message, origin, desk.Response, out int length);
            if (outcome == DnsResponse.Answered) ((TcpSession)origin.Stream!).Enqueue(desk.Response.AsSpan(0, length));
            return outcome == DnsResponse.Pending;
        }
        finally
        {
            _free.Add(desk);
        }
    }

    private Desk MakeDesk()
    {
        var counters = new ListenerCounters();
        _counters.Add(counters);
        return new Desk(service.MakeResponder(counters));
    }

    private sealed class Desk(DnsResponder responder)
    {
        public DnsResponder Responder { get; } = responder;

        public byte[] Response { get; } = new byte[ushort.MaxValue];
    }
}
