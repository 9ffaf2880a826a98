namespace Polymasq.Actors.Caching;

/// <summary>What a shard has done since the start. Written by the shard, readable by anyone.</summary>
public sealed class ShardCounters
{
    private long _lookups, _lateHits, _merged, _asked, _hedged, _streamed, _answered, _failed, _stale, _rejected, _late, _shed, _waiting, _peerAsked, _peerAnswered, _peerFailed, _ignored, _filtered, _refreshed, _otherCase, _wrongCookie;

    /// <summary>Queries that the table could not answer when they came.</summary>
    public long Lookups => Volatile.Read(ref _lookups);

    /// <summary>Of these: answered from the table after all, since the answer had come meanwhile.</summary>
    public long LateHits => Volatile.Read(ref _lateHits);

    /// <summary>Of these: waited for a question that was upstream already.</summary>
    public long Merged => Volatile.Read(ref _merged);

    /// <summary>Questions sent to upstream servers over UDP, probes and hedges included.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Of these: sent because the server asked before took too long.</summary>
    public long Hedged => Volatile.Read(ref _hedged);

    /// <summary>Questions repeated over TCP.</summary>
    public long Streamed => Volatile.Read(ref _streamed);

    /// <summary>Questions that got their answer.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Questions that ended with SERVFAIL.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Questions that an expired answer had to do for.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Datagrams from upstream that matched no question.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Replies that came after the answer.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Queries answered SERVFAIL because too many questions were upstream.</summary>
    public long Shed => Volatile.Read(ref _shed);

    /// <summary>Replies that ignore-address takes for none.</summary>
    public long Ignored => Volatile.Read(ref _ignored);

    /// <summary>Answers that a filter has withheld or changed.</summary>
    public long Filtered => Volatile.Read(ref _filtered);

    /// <summary>Entries fetched anew although nobody had to wait for them.</summary>
    public long Refreshed => Volatile.Read(ref _refreshed);

    /// <summary>Questions to other gateways of the cluster, probes included.</summary>
    public long PeerAsked => Volatile.Read(ref _peerAsked);

    /// <summary>Of these: answered, and in time for those who waited.</summary>
    public long PeerAnswered => Volatile.Read(ref _peerAnswered);

    /// <summary>Of these: answered that there is no answer.</summary>
    public long PeerFailed => Volatile.Read(ref _peerFailed);

    /// <summary>Queries that wait for an answer at this moment: a stop waits for 0.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    internal void CountLookup() => _lookups++;

    internal void CountLateHit() => _lateHits++;

    internal void CountMerged() => _merged++;

    internal void CountAsked() => _asked++;

    internal void CountHedged() => _hedged++;

    internal void CountStreamed() => _streamed++;

    internal void CountAnswered() => _answered++;

    internal void CountFailed() => _failed++;

    internal void CountStale() => _stale++;

    internal void CountRejected() => _rejected++;

    internal void CountLate() => _late++;

    internal void CountShed() => _shed++;

    internal void CountPeerAsked() => _peerAsked++;

    internal void CountPeerAnswered() => _peerAnswered++;

    internal void CountPeerFailed() => _peerFailed++;

    /// <summary>Replies whose letters came back in another case than they were sent in: asked again over TCP.</summary>
    public long OtherCase => Volatile.Read(ref _otherCase);

    /// <summary>Replies without the cookie that they must have: asked again over TCP.</summary>
    public long WrongCookie => Volatile.Read(ref _wrongCookie);

    internal void CountWrongCookie() => _wrongCookie++;

    internal void CountOtherCase() => _otherCase++;

    internal void CountIgnored() => _ignored++;

    internal void CountFiltered() => _filtered++;

    internal void CountRefreshed() => _refreshed++;

    internal void CountWaiting(int change) => _waiting += change;
}
