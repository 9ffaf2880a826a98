using Polymasq.Actors.Caching.Filtering;

namespace Polymasq.Actors.Caching;

/// <summary>How a shard keeps and fetches answers.</summary>
public sealed record CacheShardSettings
{
    /// <summary>dns.cache.min-ttl, max-ttl, neg-ttl.</summary>
    public required TtlLimits Ttl { get; init; }

    /// <summary>For how many seconds after its TTL an answer may stand in for one that cannot be had (dns.cache.serve-stale, RFC 8767); 0 for never.</summary>
    public required uint ServeStaleSeconds { get; init; }

    /// <summary>What is taken out of answers, or changed in them.</summary>
    public AnswerFilterSettings Filters { get; init; } = AnswerFilterSettings.None;

    /// <summary>dns.do-0x20-encode: questions to upstream servers are in random letter case, and so must their replies be.</summary>
    public bool RandomisesCase { get; init; }

    /// <summary>dns.upstream-cookies: questions to upstream servers in the clear carry cookies (RFC 7873).</summary>
    public bool UsesCookies { get; init; }

    /// <summary>How entries are given out.</summary>
    public ResponsePolicy Responses { get; init; } = ResponsePolicy.Default;

    /// <summary>Different questions that may be upstream at a time, up to 8191. Read at the start only.</summary>
    public required int QuestionsMax { get; init; }
}
