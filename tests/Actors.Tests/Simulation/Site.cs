using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>The network that all runs are about: one subnet, a pool hardly larger than what its clients need, short leases.</summary>
internal static class Site
{
    public const uint LeaseSeconds = 120;

    /// <summary>How far apart clocks may be.</summary>
    public static readonly TimeSpan ClockBound = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    private static readonly SubnetSettings Subnet = new()
    {
        Subnet = new Ipv4Subnet(Ipv4Address.Parse("10.9.0.0"), 24),
        Ranges = [new Ipv4Range(Ipv4Address.Parse("10.9.0.100"), Ipv4Address.Parse("10.9.0.108"))],
        LeaseSeconds = LeaseSeconds,
    };

    public static Dhcp4Settings Dhcp { get; } = new()
    {
        Authoritative = true,
        NoPing = true,
        ProbeWait = TimeSpan.FromMilliseconds(50),
        ProbeCache = TimeSpan.FromSeconds(30),
        ProbesMax = 100,
        RapidCommit = false,
        PendingMax = 64,
        Domain = "sim.example",
        AnnounceDns = false,
        LogTransactions = false,
        LoadBalance = LoadBalance.None,
        Subnets = [Subnet],
    };

    public static string NameOf(int gateway) => $"gw{gateway}";

    public static Ipv4Address AddressOf(int gateway) => Ipv4Address.Parse($"10.9.0.{gateway}");

    public static Dhcp4Plan PlanOf(int gateway) => new(Dhcp, [AddressOf(gateway)]);

    public static InterfaceInfo InterfaceOf(int gateway) => new()
    {
        Index = 7,
        Name = "lan0",
        IsUp = true,
        Mtu = 1500,
        HardwareType = 1,
        Addresses = [new InterfaceAddress(IPAddress.Parse(AddressOf(gateway).ToString()), 24, AddressScope.Universe, AddressFlags.Permanent)],
    };

    public static LeaseSettings LeasesOf(int gateway, Dhcp4Plan plan, TimeSpan reuseDelay) => new()
    {
        Gateway = NameOf(gateway),
        Authoritative = true,
        Pools = plan.Pools,
        HoldTime = TimeSpan.FromSeconds(30),
        HoldsMax = 100,
        Quarantine = Quarantine,
        ReuseDelay = reuseDelay,
        RepeatTime = TimeSpan.FromSeconds(10),
        AppendsMax = 100,
        SweepInterval = TimeSpan.FromSeconds(2),
        SweepMax = 50,
    };

    public static ClusterSettings ClusterOf(int gateway) => new()
    {
        Name = "sim",
        Gateway = NameOf(gateway),
        Address = null,
        Secret = ImmutableArray<byte>.Empty,
        TimeToLive = TimeSpan.FromSeconds(6),
        ClockBound = ClockBound,
    };
}
