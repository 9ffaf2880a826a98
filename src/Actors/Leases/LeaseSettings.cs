namespace Polymasq.Actors.Leases;

/// <summary>Settings of the ledger. A new record replaces the old one on reload; nothing committed is touched by it.</summary>
public sealed record LeaseSettings
{
    /// <summary>This gateway's name, unique in the cluster; stands in each event it writes.</summary>
    public required string Gateway { get; init; }

    /// <summary>
    /// We are the only DHCP service on these subnets: a client we know nothing of may keep its address if it is free, and
    /// gets a DHCPNAK at once if not (dnsmasq: dhcp-authoritative).
    /// </summary>
    public required bool Authoritative { get; init; }

    /// <summary>The pools; their subnets do not overlap.</summary>
    public required IReadOnlyList<LeasePool> Pools { get; init; }

    /// <summary>How long an offered address is kept for the client. Longer than a client takes to choose; 30 s fits.</summary>
    public required TimeSpan HoldTime { get; init; }

    /// <summary>Offers held at once; the oldest is forgotten for one more.</summary>
    public required int HoldsMax { get; init; }

    /// <summary>How long nobody gets an address that was declined or found in use.</summary>
    public required TimeSpan Quarantine { get; init; }

    /// <summary>How long after its expiry an address goes to nobody but its last holder: the greatest clock skew between gateways.</summary>
    public required TimeSpan ReuseDelay { get; init; }

    /// <summary>A DHCPREQUEST repeated within this time of its commit is acknowledged again without another append.</summary>
    public required TimeSpan RepeatTime { get; init; }

    /// <summary>Appends on their way at once; commands beyond it get no answer.</summary>
    public required int AppendsMax { get; init; }

    /// <summary>How often expired leases are looked for, and how many are recorded each time.</summary>
    public required TimeSpan SweepInterval { get; init; }
    public required int SweepMax { get; init; }
}
