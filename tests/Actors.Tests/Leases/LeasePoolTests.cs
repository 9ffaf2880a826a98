using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Leases;

public sealed class LeasePoolTests
{
    private static readonly HardwareAddress Chaddr = new(1, [2, 0, 0, 0, 0, 1]);
    private static readonly ClientKey Client = ClientKey.Of([], Chaddr);

    private static LeasePoolSettings Settings(params string[] ranges) => new()
    {
        Name = "lab",
        Subnet = new Ipv4Subnet(Ipv4Address.Parse("10.9.0.0"), 24),
        Ranges = [.. ranges.Select(Range)],
        LeaseSeconds = 3600,
    };

    private static Ipv4Range Range(string text) =>
        Ipv4Range.TryParse(text, out Ipv4Range range) ? range : throw new FormatException(text);

    [Fact]
    public void Positions_run_through_all_ranges_in_the_order_of_addresses()
    {
        LeasePool pool = new(Settings("10.9.0.200-10.9.0.202", "10.9.0.10-10.9.0.11"));
        Assert.Equal(5, pool.Size);
        string[] addresses = [.. Enumerable.Range(0, 5).Select(position => pool.AddressAt(position).ToString())];
        Assert.Equal(["10.9.0.10", "10.9.0.11", "10.9.0.200", "10.9.0.201", "10.9.0.202"], addresses);
        for (int position = 0; position < pool.Size; position++)
            Assert.Equal(position, pool.PositionOf(pool.AddressAt(position)));
        Assert.Equal(-1, pool.PositionOf(Ipv4Address.Parse("10.9.0.12")));
    }

    [Fact]
    public void Network_broadcast_excluded_and_reserved_addresses_are_not_leased_dynamically()
    {
        LeasePool pool = new(Settings("10.9.0.0-10.9.0.255") with
        {
            Excluded = [Range("10.9.0.1")],
            Reservations = [new LeaseReservation { HardwareAddresses = [Chaddr], Address = Ipv4Address.Parse("10.9.0.2") }],
        });
        foreach (string address in new[] { "10.9.0.0", "10.9.0.1", "10.9.0.2", "10.9.0.255" })
            Assert.False(pool.IsDynamic(Ipv4Address.Parse(address)), address);
        Assert.True(pool.IsDynamic(Ipv4Address.Parse("10.9.0.3")));
    }

    [Fact]
    public void A_reservation_is_found_by_identifier_before_hardware_address()
    {
        LeaseReservation byChaddr = new() { HardwareAddresses = [Chaddr], Address = Ipv4Address.Parse("10.9.0.2") };
        LeaseReservation byIdentifier = new() { ClientIdentifiers = [ClientKey.Of("tv"u8, default)], Address = Ipv4Address.Parse("10.9.0.3") };
        LeasePool pool = new(Settings() with { Reservations = [byChaddr, byIdentifier] });
        Assert.Same(byChaddr, pool.ReservationOf(Client, Chaddr));
        Assert.Same(byIdentifier, pool.ReservationOf(ClientKey.Of("tv"u8, default), Chaddr));
        Assert.Same(byIdentifier, pool.ReservationOf(ClientKey.Of("\0tv"u8, default), Chaddr)); // RFC 2132 §9.14: type 0
        Assert.Same(byIdentifier, pool.ReservationAt(Ipv4Address.Parse("10.9.0.3")));
    }

    [Fact]
    public void All_contradictions_are_found_at_once()
    {
        LeasePoolSettings settings = Settings("10.9.0.10-10.9.0.20", "10.9.0.20-10.9.0.30", "10.8.0.1-10.8.0.2") with
        {
            LeaseSeconds = 0,
            Reservations =
            [
                new LeaseReservation { HardwareAddresses = [Chaddr], Address = Ipv4Address.Parse("10.9.0.2") },
                new LeaseReservation { HardwareAddresses = [Chaddr], Address = Ipv4Address.Parse("10.9.0.2") },
                new LeaseReservation { Address = Ipv4Address.Parse("10.9.0.255") },
            ],
        };
        Assert.Equal(
            [
                "the lease time is 0 s",
                "range 10.8.0.1-10.8.0.2 is not inside 10.9.0.0/24",
                "ranges 10.9.0.10-10.9.0.20 and 10.9.0.20-10.9.0.30 overlap",
                "10.9.0.2 is reserved twice",
                "02:00:00:00:00:01 has two reservations",
                "the reservation of 10.9.0.255 names no client",
                "the reserved address 10.9.0.255 is no host's address of 10.9.0.0/24",
            ],
            LeasePoolCheck.Faults(settings));
        Assert.Throws<ArgumentException>(() => new LeasePool(settings));
    }
}
