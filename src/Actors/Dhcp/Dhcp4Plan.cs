using System.Collections.Immutable;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// The settings made ready for use by all listeners and the ledger: build it anew when the settings or our own addresses
/// change, and tell both. Immutable.
/// </summary>
public sealed class Dhcp4Plan
{
    /// <param name="settings">The service as configured.</param>
    /// <param name="ownAddresses">The IPv4 addresses of this gateway, which no client gets even if they lie in a range.</param>
    /// <exception cref="ArgumentException">A subnet contradicts itself; <see cref="LeasePoolCheck"/> on <see cref="PoolSettings"/> finds all faults.</exception>
    public Dhcp4Plan(Dhcp4Settings settings, IReadOnlyCollection<Ipv4Address> ownAddresses)
    {
        Settings = settings;
        OptionSet common = new(null, settings.Options);
        Subnets = [.. settings.Subnets.Select(subnet => new Dhcp4Subnet(subnet, new LeasePool(PoolSettings(subnet, ownAddresses)), common))];
    }

    public Dhcp4Settings Settings { get; }

    /// <summary>The pools, for the ledger's settings: commands of the listeners name these very objects.</summary>
    public IReadOnlyList<LeasePool> Pools => [.. Subnets.Select(subnet => subnet.Pool)];

    internal ImmutableArray<Dhcp4Subnet> Subnets { get; }

    /// <summary>A subnet's pool as the ledger knows it: our own addresses and the routers told to clients are kept out.</summary>
    public static LeasePoolSettings PoolSettings(SubnetSettings subnet, IEnumerable<Ipv4Address> ownAddresses) => new()
    {
        Name = subnet.Subnet.ToString(),
        Subnet = subnet.Subnet,
        Ranges = subnet.Ranges,
        Excluded = [.. ownAddresses.Concat(Routers(subnet)).Where(subnet.Subnet.Contains).Distinct().Select(address => new Ipv4Range(address, address))],
        Reservations = [.. subnet.Hosts.Select(Reservation)],
        LeaseSeconds = subnet.LeaseSeconds,
    };

    /// <summary>The subnet that has this address; null if none is configured.</summary>
    internal Dhcp4Subnet? Find(Ipv4Address address)
    {
        foreach (Dhcp4Subnet subnet in Subnets)
            if (subnet.Range.Contains(address)) return subnet;
        return null;
    }

    private static LeaseReservation Reservation(HostSettings host) => new()
    {
        HardwareAddresses = host.HardwareAddresses,
        ClientIdentifiers = host.ClientIdentifiers,
        Address = host.Address,
        Hostname = host.Name,
        LeaseSeconds = host.LeaseSeconds,
    };

    private static IEnumerable<Ipv4Address> Routers(SubnetSettings subnet)
    {
        foreach (OptionValue option in subnet.Options)
        {
            if (option.Code != OptionCode.Router) continue;
            for (int at = 0; at < option.Data.Length; at += Ipv4Address.Size) yield return Ipv4Address.Read(option.Data[at..]);
        }
    }
}
