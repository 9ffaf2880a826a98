using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>The network that the lease tests live in: 10.9.0.0/24, clients that are numbers.</summary>
internal static class Net
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Ipv4Address Address(string text) => Ipv4Address.Parse(text);

    public static Ipv4Range Range(string text) => Ipv4Range.TryParse(text, out Ipv4Range range) ? range : throw new FormatException(text);

    public static HardwareAddress Chaddr(int client) =>
        new(HardwareAddress.Ethernet, [2, 0, (byte)(client >> 24), (byte)(client >> 16), (byte)(client >> 8), (byte)client]);

    public static ClientKey Client(int client) => ClientKey.Of([], Chaddr(client));

    public static LeasePoolSettings PoolSettings(params string[] ranges) => new()
    {
        Name = "lab",
        Subnet = new Ipv4Subnet(Address("10.9.0.0"), 24),
        Ranges = [.. ranges.Select(Range)],
        LeaseSeconds = 3600,
    };

    public static LeasePool Pool(params string[] ranges) => new(PoolSettings(ranges));

    public static LeaseReservation Reservation(int client, string address, string? name = null) =>
        new() { HardwareAddresses = [Chaddr(client)], Address = Address(address), Hostname = name };

    public static LeaseSettings Settings(params LeasePool[] pools) => new()
    {
        Gateway = "gw1",
        Authoritative = true,
        Pools = pools,
        HoldTime = TimeSpan.FromSeconds(30),
        HoldsMax = 1000,
        Quarantine = TimeSpan.FromMinutes(30),
        ReuseDelay = TimeSpan.Zero,
        RepeatTime = TimeSpan.FromSeconds(10),
        AppendsMax = 100,
        SweepInterval = TimeSpan.FromSeconds(1),
        SweepMax = 50,
    };

    public static LeaseCommand Command(LeaseCommandKind kind, LeasePool pool, int client, string? address = null) => new()
    {
        Kind = kind,
        Pool = pool,
        Client = Client(client),
        Chaddr = Chaddr(client),
        Address = address is null ? default : Address(address),
    };
}
