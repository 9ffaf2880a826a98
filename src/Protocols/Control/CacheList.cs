namespace Polymasq.Protocols.Control;

/// <summary>The answer to <c>cache show</c>.</summary>
/// <param name="Entries">In no order.</param>
/// <param name="HasMore">The limit was reached before the end of the cache.</param>
public sealed record CacheList(IReadOnlyList<CacheItem> Entries, bool HasMore);

/// <summary>One cached response.</summary>
/// <param name="Name">Of the question, without the final dot.</param>
/// <param name="Type">Of the question, as in AAAA.</param>
/// <param name="Class">Of the question, nearly always IN.</param>
/// <param name="Answer">records, nxdomain, nodata or failure.</param>
/// <param name="TtlSeconds">For how long it is still good; negative for how long it has been kept only as a stale answer.</param>
/// <param name="Dnssec">Asked with DO: it carries signatures.</param>
/// <param name="CheckingDisabled">Asked with CD.</param>
/// <param name="Bytes">What it takes.</param>
/// <param name="StaleSeconds">For how long it is given out without asking although it has expired, since upstream fails; null when it is not.</param>
/// <param name="Changed">What the gateway's settings have made of upstream's answer, as in "filtered here", or why there is none; null for nothing.</param>
public sealed record CacheItem(
    string Name, string Type, string Class, string Answer, long TtlSeconds, bool Dnssec, bool CheckingDisabled, int Bytes, long? StaleSeconds = null, string? Changed = null);

/// <summary>The answer to <c>cache flush</c>.</summary>
/// <param name="Removed">Entries forgotten.</param>
public sealed record CacheFlushReport(int Removed);
