namespace Polymasq.Actors.Caching;

/// <summary>How long answers may be kept, in seconds.</summary>
/// <param name="MinSeconds">Shorter TTLs are raised to this (dns.cache.min-ttl). That goes for 0 as well, as in dnsmasq.</param>
/// <param name="MaxSeconds">Longer TTLs are lowered to this (dns.cache.max-ttl).</param>
/// <param name="NegativeMaxSeconds">The longest a negative answer is kept (dns.cache.neg-ttl); 0 keeps none.</param>
public readonly record struct TtlLimits(uint MinSeconds, uint MaxSeconds, uint NegativeMaxSeconds)
{
    internal uint Clamp(uint ttl) => Math.Clamp(ttl, Math.Min(MinSeconds, MaxSeconds), MaxSeconds);
}
