using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Sockets.Dns;

/// <summary>
/// A question that the gateway asks itself, the way that a client's query over TCP from loopback goes, without a socket. Counted nowhere;
/// used once.
/// </summary>
internal sealed class OwnQuestion : IReplySink, IQueryFollower
{
    private const int DnsPort = 53;

    private readonly DnsService _service;
    private readonly DnsResponder _responder;
    private readonly TaskCompletionSource<OwnAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AnswerOrigin _from;
    private long _began;

    public OwnQuestion(DnsService service)
    {
        _service = service;
        QueryLog seen = new(NullLogger.Instance) { Follower = this };
        _responder = new DnsResponder(service.Shards, service.LocalNames, service.Queries, new ListenerCounters(), service.Protocol, seen);
    }

    /// <summary>Asks. Null when nothing is answered: the query made no sense, or there is no room for it.</summary>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public async Task<OwnAnswer?> Ask(byte[] query, TimeSpan patience, CancellationToken cancellation)
    {
        _began = _service.System.GetTimestamp();
        IpEndpoint loopback = IpEndpoint.From([127, 0, 0, 1], DnsPort);
        QueryOrigin origin = new() { Peer = loopback, Local = loopback, Stream = this, ReceivedAt = _began };
        byte[] response = new byte[ushort.MaxValue];
        _responder.BeginBatch();
        DnsResponse outcome = _responder.Respond(query, origin, response, out int length);
        return outcome switch
        {
            DnsResponse.Answered => new OwnAnswer(response[..length], _from, Elapsed),
            DnsResponse.Pending => await _answer.Task.WaitAsync(patience, _service.System, cancellation).ConfigureAwait(false),
            _ => null,
        };
    }

    public void Saw(in QuerySighting sighting)
    {
        _from = sighting.From;
        _service.Log?.Follower?.Saw(sighting);
    }

    public void Send(Packet query, ReadOnlySpan<byte> response) => _answer.TrySetResult(new OwnAnswer(response.ToArray(), query.Answered, Elapsed));

    /// <summary>Nothing to do: nothing is gathered.</summary>
    public void Flush()
    {
    }

    private TimeSpan Elapsed => _service.System.GetElapsedTime(_began);
}

/// <summary>What the gateway answered itself.</summary>
/// <param name="Response">The whole message.</param>
/// <param name="From">What answered.</param>
/// <param name="Took">From question to answer.</param>
internal sealed record OwnAnswer(byte[] Response, AnswerOrigin From, TimeSpan Took);
