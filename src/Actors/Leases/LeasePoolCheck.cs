using System.Globalization;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>Finds what contradicts itself in the settings of a pool.</summary>
public static class LeasePoolCheck
{
    /// <summary>All faults, as sentences for the operator; empty when the pool can be used.</summary>
    public static IEnumerable<string> Faults(LeasePoolSettings settings) =>
        RangeFaults(settings).Concat(ReservationFaults(settings));

    private static IEnumerable<string> RangeFaults(LeasePoolSettings settings)
    {
        if (settings.LeaseSeconds == 0) yield return "the lease time is 0 s";
        Ipv4Range[] ranges = [.. settings.Ranges.OrderBy(range => range.First)];
        foreach (Ipv4Range range in ranges)
        {
            if (range.Count < 1) yield return $"range {range} ends before it begins";
            if (!settings.Subnet.Contains(range.First) || !settings.Subnet.Contains(range.Last))
                yield return $"range {range} is not inside {settings.Subnet}";
        }
        for (int i = 1; i < ranges.Length; i++)
            if (ranges[i].Overlaps(ranges[i - 1])) yield return $"ranges {ranges[i - 1]} and {ranges[i]} overlap";
        if (ranges.Sum(range => range.Count) > LeasePool.AddressesMax)
            yield return string.Create(CultureInfo.InvariantCulture, $"the ranges have more than {LeasePool.AddressesMax} addresses");
    }

    private static IEnumerable<string> ReservationFaults(LeasePoolSettings settings)
    {
        HashSet<Ipv4Address> addresses = [];
        HashSet<HardwareAddress> chaddrs = [];
        HashSet<ClientKey> identifiers = [];
        foreach (LeaseReservation reservation in settings.Reservations)
        {
            Ipv4Address address = reservation.Address;
            if (reservation.HardwareAddresses.Count + reservation.ClientIdentifiers.Count == 0)
                yield return $"the reservation of {address} names no client";
            if (!address.IsNone && !settings.Subnet.IsHostAddress(address))
                yield return $"the reserved address {address} is no host's address of {settings.Subnet}";
            if (!address.IsNone && !addresses.Add(address)) yield return $"{address} is reserved twice";
            foreach (HardwareAddress chaddr in reservation.HardwareAddresses)
                if (!chaddrs.Add(chaddr)) yield return $"{chaddr} has two reservations";
            foreach (ClientKey identifier in reservation.ClientIdentifiers)
                if (!identifiers.Add(identifier)) yield return $"client identifier {identifier} has two reservations";
        }
    }
}
