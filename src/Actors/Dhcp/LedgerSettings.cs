using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Dhcp;

/// <summary>What the ledger needs beside the pools, which follow from the DHCP settings and our own addresses.</summary>
/// <param name="Gateway">node.name.</param>
/// <param name="Quarantine">dhcp4.quarantine.</param>
/// <param name="ReuseDelay">How long an expired address is kept for its last holder: the bound of the clocks' skew; none with one gateway.</param>
public sealed record LedgerSettings(string Gateway, TimeSpan Quarantine, TimeSpan ReuseDelay)
{
    private static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(30); // a client chooses within seconds
    private static readonly TimeSpan RepeatTime = TimeSpan.FromSeconds(10); // covers the first two retransmissions (RFC 2131 §4.1)
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    private const int HoldsMax = 65536;
    private const int AppendsMax = 16384;
    private const int SweepMax = 1000;

    internal LeaseSettings With(Dhcp4Plan plan) => new()
    {
        Gateway = Gateway,
        Authoritative = plan.Settings.Authoritative,
        Pools = plan.Pools,
        HoldTime = HoldTime,
        HoldsMax = HoldsMax,
        Quarantine = Quarantine,
        ReuseDelay = ReuseDelay,
        RepeatTime = RepeatTime,
        AppendsMax = AppendsMax,
        SweepInterval = SweepInterval,
        SweepMax = SweepMax,
    };

    /// <summary>The ledger's settings before the interfaces are known: no pools, so nobody is answered.</summary>
    public LeaseSettings WithoutPools(Dhcp4Settings settings) => With(new Dhcp4Plan(settings with { Subnets = [] }, []));
}
