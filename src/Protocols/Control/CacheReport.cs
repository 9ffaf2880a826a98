namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>cache stats</c>. Counts are since the start.</summary>
/// <param name="Listeners">What clients asked and how it was dealt with.</param>
/// <param name="Shards">The cache's parts.</param>
/// <param name="Gateways">What this gateway asked of the others and they of it; null when it shares its cache with nobody.</param>
public sealed record CacheReport(QueryCounts Listeners, IReadOnlyList<ShardReport> Shards, PeerCounts? Gateways = null);

/// <summary>Questions between the gateways of a cluster.</summary>
public sealed record PeerCounts
{
    /// <summary>Questions to other gateways, probes included.</summary>
    public required long Asked { get; init; }

    /// <summary>Of these: answered in time for those who waited.</summary>
    public required long Answered { get; init; }

    /// <summary>Of these: answered that there is no answer.</summary>
    public required long Failed { get; init; }

    /// <summary>Signed questions of other gateways.</summary>
    public required long Queries { get; init; }

    /// <summary>Of these: answered from the cache at once.</summary>
    public required long Hits { get; init; }

    /// <summary>Of these: left to a shard, which asks upstream.</summary>
    public required long Misses { get; init; }

    /// <summary>Of these: for what is in the cache, and it was not.</summary>
    public required long Refused { get; init; }

    /// <summary>Datagrams at cluster.address without an answer: not signed with the cluster's key.</summary>
    public required long Rejected { get; init; }

    /// <summary>Questions of other gateways lost because packets or mailboxes were used up.</summary>
    public required long Dropped { get; init; }
}

/// <summary>What clients asked, over all listeners.</summary>
public sealed record QueryCounts
{
    public required long Queries { get; init; }

    /// <summary>Answered from the cache at once.</summary>
    public required long Hits { get; init; }

    /// <summary>Of these: with an expired answer, because upstream fails.</summary>
    public required long StaleHits { get; init; }

    /// <summary>Answered from local names.</summary>
    public required long Local { get; init; }

    /// <summary>Left to a shard, which asks upstream.</summary>
    public required long Misses { get; init; }

    /// <summary>Answered FORMERR, NOTIMP, BADVERS or REFUSED.</summary>
    public required long Errors { get; init; }

    /// <summary>Not queries, and left without an answer.</summary>
    public required long Ignored { get; init; }

    /// <summary>Lost because packets or mailboxes were used up.</summary>
    public required long Dropped { get; init; }

    /// <summary>Over rate-limit: dropped, or told to come back over TCP or with a cookie.</summary>
    public long Limited { get; init; }
}

/// <summary>One shard of the cache.</summary>
public sealed record ShardReport
{
    public required int Shard { get; init; }

    /// <summary>Responses that can be found, expired ones included.</summary>
    public required int Entries { get; init; }

    public required long BytesUsed { get; init; }

    public required long BytesMax { get; init; }

    public required long Insertions { get; init; }

    /// <summary>Entries dropped for room.</summary>
    public required long Evictions { get; init; }

    /// <summary>Queries that waited for a question that was upstream already.</summary>
    public required long Merged { get; init; }

    /// <summary>Questions sent to upstream servers over UDP.</summary>
    public required long Asked { get; init; }

    /// <summary>Of these: sent because the server asked before took too long.</summary>
    public required long Hedged { get; init; }

    /// <summary>Questions repeated over TCP.</summary>
    public required long Streamed { get; init; }

    /// <summary>Questions that got their answer.</summary>
    public required long Answered { get; init; }

    /// <summary>Questions that ended with SERVFAIL.</summary>
    public required long Failed { get; init; }

    /// <summary>Questions that an expired answer had to do for.</summary>
    public required long Stale { get; init; }

    /// <summary>Datagrams from upstream that matched no question.</summary>
    public required long Rejected { get; init; }

    /// <summary>Answers that a filter has withheld or changed, and replies that ignore-address took for none.</summary>
    public long Filtered { get; init; }

    /// <summary>Entries fetched anew although nobody had to wait: prefetch and use-stale-cache.</summary>
    public long Refreshed { get; init; }

    /// <summary>Replies in another letter case than their questions.</summary>
    public long OtherCase { get; init; }

    /// <summary>Replies without the cookie that they must have.</summary>
    public long WrongCookie { get; init; }

    /// <summary>Queries refused because too many questions were upstream.</summary>
    public required long Shed { get; init; }
}
