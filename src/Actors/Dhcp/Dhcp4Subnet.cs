using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>A configured subnet made ready for requests. Immutable.</summary>
internal sealed class Dhcp4Subnet
{
    private readonly OptionSet _options;
    private readonly Dictionary<LeaseReservation, OptionSet> _hostOptions = new(ReferenceEqualityComparer.Instance);

    public Dhcp4Subnet(SubnetSettings settings, LeasePool pool, OptionSet common)
    {
        Settings = settings;
        Pool = pool;
        _options = new OptionSet(common, settings.Options);
        for (int i = 0; i < settings.Hosts.Count; i++)
            if (settings.Hosts[i].Options.Count > 0)
                _hostOptions[pool.Settings.Reservations[i]] = new OptionSet(_options, settings.Hosts[i].Options);
    }

    public SubnetSettings Settings { get; }

    public LeasePool Pool { get; }

    public Ipv4Subnet Range => Settings.Subnet;

    /// <summary>The options of a client of this subnet.</summary>
    public OptionSet OptionsOf(ClientKey client, HardwareAddress chaddr)
    {
        if (_hostOptions.Count == 0 || Pool.ReservationOf(client, chaddr) is not { } reservation) return _options;
        return _hostOptions.GetValueOrDefault(reservation, _options);
    }
}
