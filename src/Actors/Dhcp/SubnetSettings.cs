using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>One subnet that is served, on a link of ours or behind relays (dhcp4.subnets).</summary>
public sealed record SubnetSettings
{
    /// <summary>The subnet: its clients get this mask.</summary>
    public required Ipv4Subnet Subnet { get; init; }

    /// <summary>
    /// The name of the interface whose link the subnet is on. Null: the interface that has an address in it, and relays. With a
    /// name, the subnet is served there even if the interface has no address in it, beside others on the same wire.
    /// </summary>
    public string? Interface { get; init; }

    /// <summary>Addresses for clients without a reservation. Empty: reservations alone are served.</summary>
    public IReadOnlyList<Ipv4Range> Ranges { get; init; } = [];

    /// <summary>Seconds, at least 120; <see cref="LeaseTime.Infinite"/> for ever. Clients may ask for less, never for more.</summary>
    public required uint LeaseSeconds { get; init; }

    /// <summary>Options of this subnet.</summary>
    public IReadOnlyList<OptionValue> Options { get; init; } = [];

    /// <summary>Reservations.</summary>
    public IReadOnlyList<HostSettings> Hosts { get; init; } = [];
}
