using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>Who may have which address, by configuration and committed state.</summary>
internal sealed class LeaseRules(LeaseTable table)
{
    /// <summary>How long after expiry by the clock an address is kept for its last holder.</summary>
    public TimeSpan ReuseDelay { get; set; }

    /// <summary>Why the claimant may not have the address; <see cref="LeaseReason.None"/> if it may.</summary>
    public LeaseReason Refusal(in Claimant claimant, Ipv4Address address, DateTimeOffset now)
    {
        LeasePool pool = claimant.Pool.Pool;
        if (!pool.Subnet.Contains(address)) return LeaseReason.WrongSubnet;
        LeaseReservation? reservation = pool.ReservationAt(address);
        if (reservation is not null && reservation != claimant.Reservation) return LeaseReason.ReservedForAnother;
        if (reservation is null && !pool.IsInRange(address)) return LeaseReason.NotInRange;
        return table.At(address) is { } binding ? RefusalByState(binding, claimant, reservation, now) : LeaseReason.None;
    }

    /// <summary>The address reserved for the claimant if it can have it now; none otherwise.</summary>
    public Ipv4Address ReservedAndFree(in Claimant claimant, DateTimeOffset now)
    {
        Ipv4Address reserved = claimant.Reservation?.Address ?? default;
        return !reserved.IsNone && Refusal(claimant, reserved, now) == LeaseReason.None ? reserved : default;
    }

    private LeaseReason RefusalByState(Binding binding, in Claimant claimant, LeaseReservation? reservation, DateTimeOffset now)
    {
        LeaseEvent newest = binding.Newest;
        if (binding.State == LeaseState.Quarantined) return newest.Until > now ? LeaseReason.Quarantined : LeaseReason.None;
        if (binding.State == LeaseState.Free || newest.Client == claimant.Client) return LeaseReason.None;
        if (now - newest.Until >= ReuseDelay && newest.Until <= now) return LeaseReason.None;

        // A host with two interfaces, or with another client identifier after a network boot, may take its reserved address
        // from itself; the reservation says that both are the same host.
        bool isSameHost = reservation is not null && claimant.Pool.Pool.ReservationOf(newest.Client, newest.Chaddr) == reservation;
        return isSameHost ? LeaseReason.None : LeaseReason.InUse;
    }
}
