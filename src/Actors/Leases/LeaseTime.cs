namespace Polymasq.Actors.Leases;

/// <summary>Lease times as DHCP counts them: seconds in 32 bits, all ones for ever (RFC 2131 §3.3).</summary>
public static class LeaseTime
{
    public const uint Infinite = uint.MaxValue;

    /// <summary>Seconds. Shorter ones are raised to it: a client renews at half of it, and each renewal is an fsync.</summary>
    public const uint ShortestAsked = 120;

    /// <summary>The end of a lease that starts at <paramref name="start"/>.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset start, uint seconds)
    {
        bool isForEver = seconds == Infinite || (DateTimeOffset.MaxValue - start).TotalSeconds <= seconds;
        return isForEver ? DateTimeOffset.MaxValue : start.AddSeconds(seconds);
    }

    /// <summary>Whole seconds left at <paramref name="now"/>, rounded down so that no client outlives its lease.</summary>
    public static uint Left(DateTimeOffset until, DateTimeOffset now)
    {
        if (until == DateTimeOffset.MaxValue) return Infinite;
        return until <= now ? 0 : (uint)Math.Min((until - now).TotalSeconds, Infinite - 1);
    }
}
