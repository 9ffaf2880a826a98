using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>A host with something of its own (dhcp4.subnets.hosts). At least one hardware address or client identifier says who it is.</summary>
public sealed record HostSettings
{
    /// <summary>Any of these is the host; one at a time has the address.</summary>
    public IReadOnlyList<HardwareAddress> HardwareAddresses { get; init; } = [];

    /// <summary>Client identifiers (option 61) of the host; they count before hardware addresses.</summary>
    public IReadOnlyList<ClientKey> ClientIdentifiers { get; init; } = [];

    /// <summary>Its address, in the subnet, inside the ranges or not. None: one of the ranges.</summary>
    public Ipv4Address Address { get; init; }

    /// <summary>Its name, one label, told to it in option 12. Null: the one it says itself.</summary>
    public string? Name { get; init; }

    /// <summary>Seconds; null for the subnet's.</summary>
    public uint? LeaseSeconds { get; init; }

    /// <summary>Options of this host alone.</summary>
    public IReadOnlyList<OptionValue> Options { get; init; } = [];
}
