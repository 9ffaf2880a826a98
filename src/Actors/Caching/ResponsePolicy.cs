namespace Polymasq.Actors.Caching;

/// <summary>How entries are given out, for all who read the tables. Immutable; a change is a new object.</summary>
public sealed record ResponsePolicy
{
    public static ResponsePolicy Default { get; } = new();

    /// <summary>The largest TTL that a client is given, in seconds (dns.max-ttl). Entries live on for as long as they are good.</summary>
    public uint TtlMaxSeconds { get; init; } = uint.MaxValue;

    /// <summary>For how many seconds after its TTL an entry is given out at once and fetched anew behind it (dns.cache.use-stale-cache); 0 for never.</summary>
    public uint StaleAtOnceSeconds { get; init; }

    /// <summary>What is asked for again and again is fetched anew in the last tenth of its TTL (dns.cache.prefetch).</summary>
    public bool Prefetch { get; init; }
}
