namespace Polymasq.Actors.Upstreams;

/// <summary>
/// What one shard has seen of one server since the start. Written by that shard alone; the server's actor reads it now and then and works with the
/// difference. So a reply costs a few additions and no message.
/// </summary>
internal sealed class UpstreamTally
{
    private readonly long[] _latencies = new long[LatencyScale.BucketCount];
    private long _asked, _replied, _silent, _failed, _refused, _rejected, _latencyMicros;

    public long Asked => Volatile.Read(ref _asked);

    public long Replied => Volatile.Read(ref _replied);

    /// <summary>Questions given up without a reply.</summary>
    public long Silent => Volatile.Read(ref _silent);

    /// <summary>Replies that were no answer: SERVFAIL, FORMERR, NOTIMP, broken messages.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Replies with REFUSED.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Datagrams from its address that did not match the question they claimed to answer.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>The sum over all replies.</summary>
    public long LatencyMicros => Volatile.Read(ref _latencyMicros);

    /// <summary>When the shard asked it last, by the system's clock.</summary>
    public long LastAskedAt { get; set; } = long.MinValue;

    public long LatenciesIn(int bucket) => Volatile.Read(ref _latencies[bucket]);

    public void CountAsked(long now)
    {
        _asked++;
        LastAskedAt = now;
    }

    public void CountReplied(long micros)
    {
        _latencies[LatencyScale.BucketOf(micros)]++;
        _latencyMicros += micros;
        Volatile.Write(ref _replied, _replied + 1); // last: who sees it sees the latency
    }

    public void CountSilent() => _silent++;

    public void CountFailed(bool refused)
    {
        if (refused) _refused++;
        else _failed++;
    }

    public void CountRejected() => _rejected++;
}
