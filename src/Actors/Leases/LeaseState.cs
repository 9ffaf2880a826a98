namespace Polymasq.Actors.Leases;

/// <summary>What an address is after an event.</summary>
public enum LeaseState : byte
{
    /// <summary>Nobody holds it; whoever held it last gets it again while it stays free.</summary>
    Free = 0,

    /// <summary>Bound to <see cref="LeaseEvent.Client"/> until <see cref="LeaseEvent.Until"/>.</summary>
    Bound = 1,

    /// <summary>Declined or found in use; given to nobody until <see cref="LeaseEvent.Until"/>.</summary>
    Quarantined = 2,
}
