namespace Polymasq.Actors.Listeners;

/// <summary>What came in and how it was dealt with. Written by one lane or session, readable by anyone.</summary>
public sealed class ListenerCounters
{
    private long _queries, _hits, _staleHits, _local, _misses, _errors, _ignored, _dropped, _limited;

    /// <summary>Datagrams and messages looked at.</summary>
    public long Queries => Volatile.Read(ref _queries);

    /// <summary>Answered from the cache at once.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>Of these: with an expired answer, because upstream fails.</summary>
    public long StaleHits => Volatile.Read(ref _staleHits);

    /// <summary>Answered from local names.</summary>
    public long Local => Volatile.Read(ref _local);

    /// <summary>Handed to a shard.</summary>
    public long Misses => Volatile.Read(ref _misses);

    /// <summary>Answered FORMERR, NOTIMP, BADVERS or REFUSED.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Not queries, and left without an answer.</summary>
    public long Ignored => Volatile.Read(ref _ignored);

    /// <summary>Queries lost because packets or mailboxes were used up.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Not answered, or told to come back over TCP or with a cookie, because their network asks too much.</summary>
    public long Limited => Volatile.Read(ref _limited);

    internal void CountQuery() => _queries++;

    internal void CountHit(bool stale)
    {
        _hits++;
        if (stale) _staleHits++;
    }

    internal void CountLocal() => _local++;

    internal void CountMiss() => _misses++;

    internal void CountError() => _errors++;

    internal void CountIgnored() => _ignored++;

    internal void CountDropped() => _dropped++;

    internal void CountLimited() => _limited++;
}
