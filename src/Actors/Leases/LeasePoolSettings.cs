using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>A host that always gets the same address, name or lease time.</summary>
public sealed record LeaseReservation
{
    /// <summary>Any of these is the host; a host with several interfaces uses the address with one of them at a time.</summary>
    public IReadOnlyList<HardwareAddress> HardwareAddresses { get; init; } = [];

    /// <summary>Client identifiers (option 61) of the host; they are matched before hardware addresses.</summary>
    public IReadOnlyList<ClientKey> ClientIdentifiers { get; init; } = [];

    /// <summary>An address of the subnet, inside the ranges or not; none if only name or time are configured.</summary>
    public Ipv4Address Address { get; init; }

    /// <summary>Used instead of the name the client gives itself; null to use the client's.</summary>
    public string? Hostname { get; init; }

    /// <summary>Seconds; null for the pool's.</summary>
    public uint? LeaseSeconds { get; init; }
}

/// <summary>The addresses of one subnet that may be leased, as configured.</summary>
public sealed record LeasePoolSettings
{
    /// <summary>Unique among the pools; the subnet as text is a good one.</summary>
    public required string Name { get; init; }
    public required Ipv4Subnet Subnet { get; init; }

    /// <summary>Empty for a subnet that serves reservations alone.</summary>
    public IReadOnlyList<Ipv4Range> Ranges { get; init; } = [];

    /// <summary>Never leased, though inside a range: routers, our own addresses.</summary>
    public IReadOnlyList<Ipv4Range> Excluded { get; init; } = [];
    public IReadOnlyList<LeaseReservation> Reservations { get; init; } = [];

    /// <summary>Seconds, <see cref="LeaseTime.Infinite"/> for ever.</summary>
    public required uint LeaseSeconds { get; init; }
}
