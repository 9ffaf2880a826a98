using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>A pool made ready for questions: which addresses are in it, in what order, and what is reserved for whom. Immutable.</summary>
public sealed class LeasePool
{
    /// <summary>Addresses in all ranges of one pool, a /12 full.</summary>
    public const int AddressesMax = 1 << 20;

    private readonly Ipv4Range[] _ranges; // ascending, apart from each other, so that positions are stable
    private readonly Ipv4Range[] _excluded;
    private readonly Dictionary<ClientKey, LeaseReservation> _byIdentifier = [];
    private readonly Dictionary<HardwareAddress, LeaseReservation> _byChaddr = [];
    private readonly Dictionary<Ipv4Address, LeaseReservation> _byAddress = [];

    /// <exception cref="ArgumentException">The settings contradict themselves; <see cref="LeasePoolCheck.Faults"/> finds all of it.</exception>
    public LeasePool(LeasePoolSettings settings)
    {
        string faults = string.Join("; ", LeasePoolCheck.Faults(settings));
        if (faults.Length > 0) throw new ArgumentException(faults, nameof(settings));

        Settings = settings;
        _ranges = [.. settings.Ranges.OrderBy(range => range.First)];
        _excluded = [.. settings.Excluded];
        Size = (int)_ranges.Sum(range => range.Count);
        foreach (LeaseReservation reservation in settings.Reservations) Index(reservation);
    }

    public LeasePoolSettings Settings { get; }
    public string Name => Settings.Name;
    public Ipv4Subnet Subnet => Settings.Subnet;

    /// <summary>Addresses in the ranges, those that cannot be leased dynamically included.</summary>
    public int Size { get; }

    /// <summary>The address at a position from 0 to <see cref="Size"/> - 1.</summary>
    public Ipv4Address AddressAt(int position)
    {
        foreach (Ipv4Range range in _ranges)
        {
            if (position < range.Count) return new Ipv4Address(range.First.Value + (uint)position);
            position -= (int)range.Count;
        }
        throw new ArgumentOutOfRangeException(nameof(position));
    }

    /// <summary>The position of an address, or -1 when no range has it.</summary>
    public int PositionOf(Ipv4Address address)
    {
        int before = 0;
        foreach (Ipv4Range range in _ranges)
        {
            if (range.Contains(address)) return before + (int)(address.Value - range.First.Value);
            before += (int)range.Count;
        }
        return -1;
    }

    /// <summary>Whether the address may be given to a client without a reservation, as far as configuration goes.</summary>
    public bool IsDynamic(Ipv4Address address) => IsInRange(address) && !_byAddress.ContainsKey(address);

    /// <summary>Whether the address is in a range, a host's address of the subnet and not excluded.</summary>
    public bool IsInRange(Ipv4Address address) =>
        Subnet.IsHostAddress(address) && PositionOf(address) >= 0 && !IsExcluded(address);

    /// <summary>The reservation of a client: by its identifier, else by its hardware address; null if it has none.</summary>
    public LeaseReservation? ReservationOf(ClientKey client, HardwareAddress chaddr)
    {
        if (_byIdentifier.Count > 0 && ByIdentifier(client) is { } byIdentifier) return byIdentifier;
        return _byChaddr.GetValueOrDefault(chaddr);
    }

    /// <summary>The reservation an address belongs to; null if it is nobody's.</summary>
    public LeaseReservation? ReservationAt(Ipv4Address address) => _byAddress.GetValueOrDefault(address);

    private bool IsExcluded(Ipv4Address address)
    {
        foreach (Ipv4Range range in _excluded)
            if (range.Contains(address)) return true;
        return false;
    }

    private LeaseReservation? ByIdentifier(ClientKey client)
    {
        if (_byIdentifier.TryGetValue(client, out LeaseReservation? found)) return found;
        // RFC 2132 §9.14: type 0 stands before identifiers that are no hardware address; people configure them without it.
        bool isText = client.Bytes.Length > 1 && client.Bytes[0] == 0;
        return isText ? _byIdentifier.GetValueOrDefault(ClientKey.Of(client.Bytes[1..], default)) : null;
    }

    private void Index(LeaseReservation reservation)
    {
        foreach (ClientKey identifier in reservation.ClientIdentifiers) _byIdentifier.TryAdd(identifier, reservation);
        foreach (HardwareAddress chaddr in reservation.HardwareAddresses) _byChaddr.TryAdd(chaddr, reservation);
        if (!reservation.Address.IsNone) _byAddress.TryAdd(reservation.Address, reservation);
    }
}
