namespace Polymasq.Actors.Caching;

/// <summary>Expired entries that stand in for answers that cannot be had (RFC 8767).</summary>
internal sealed class StaleEntries(CacheTable table, ShardClock clock)
{
    /// <summary>RFC 8767 §5: for how long a failed refresh is not tried again.</summary>
    private const uint AgainSeconds = 30;

    /// <summary>For how many seconds after its TTL an entry may be used.</summary>
    public required uint MaxSeconds { get; init; }

    /// <summary>Whether an entry, fresh or not, may be given out for want of a better one.</summary>
    public bool IsUsable(ReadOnlySpan<byte> entry)
    {
        EntryHeader header = EntryHeader.Read(entry);
        return header.Kind != EntryKind.Failure && CachedResponse.Age(header, clock.Seconds) < EndOf(entry);
    }

    /// <summary>Makes the entry of a question one that everybody gives out, as stale, for the next half minute at most.</summary>
    /// <param name="key">The question.</param>
    /// <param name="entry">Takes the entry.</param>
    /// <returns>The entry's length; 0 when there is none to use.</returns>
    public int TryRevive(in QuestionKey key, Span<byte> entry)
    {
        int length = table.TryCopy(key, entry);
        if (length == 0 || !IsUsable(entry[..length])) return 0;
        uint again = CachedResponse.Age(EntryHeader.Read(entry), clock.Seconds) + AgainSeconds;
        table.TryUpdate(key, Math.Min(again, EndOf(entry)), EntryFlags.Stale);
        return table.TryCopy(key, entry);
    }

    // The age in seconds from which on it is too old.
    private uint EndOf(ReadOnlySpan<byte> entry) => (uint)Math.Min((ulong)CachedResponse.OriginalLifetime(entry) + MaxSeconds, uint.MaxValue);
}
