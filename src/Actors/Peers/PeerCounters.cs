namespace Polymasq.Actors.Peers;

/// <summary>What other gateways asked here and how it was dealt with. Written by one lane, readable by anyone.</summary>
public sealed class PeerCounters
{
    private long _queries, _hits, _misses, _refused, _rejected, _dropped;

    /// <summary>Queries that were properly signed.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>Of these: answered from the cache at once.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>Of these: handed to a shard, which asks upstream.</summary>
    public long Misses => Volatile.Read(ref _misses);

    /// <summary>Of these: for what is in the cache, and it was not.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Datagrams left without an answer: not signed, or not with our key, or no query.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Queries lost because packets or mailboxes were used up.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal void CountQuery() => _queries++;

    internal void CountHit() => _hits++;

    internal void CountMiss() => _misses++;

    internal void CountRefused() => _refused++;

    internal void CountRejected() => _rejected++;

    internal void CountDropped() => _dropped++;
}
