using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>A client that wants an address of a pool, with what is reserved for it there.</summary>
internal readonly record struct Claimant(ClientKey Client, HardwareAddress Chaddr, PoolState Pool, LeaseReservation? Reservation)
{
    public static Claimant Of(LeaseCommand command, PoolState pool) =>
        new(command.Client, command.Chaddr, pool, pool.Pool.ReservationOf(command.Client, command.Chaddr));

    /// <summary>Seconds to give: what the client asks for, at most what is configured for it.</summary>
    public uint LeaseSeconds(uint askedSeconds)
    {
        uint configured = Reservation?.LeaseSeconds ?? Pool.Pool.Settings.LeaseSeconds;
        return askedSeconds == 0 ? configured : Math.Min(configured, Math.Max(askedSeconds, LeaseTime.ShortestAsked));
    }
}
