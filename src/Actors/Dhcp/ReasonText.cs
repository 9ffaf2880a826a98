using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Dhcp;

/// <summary>The ledger's reasons in words: for the log, and for option 56 of a DHCPNAK (RFC 2132 §9.9).</summary>
internal static class ReasonText
{
    public static string Of(LeaseReason reason) => reason switch
    {
        LeaseReason.WrongSubnet => "wrong network",
        LeaseReason.NotInRange => "address not available",
        LeaseReason.InUse => "address in use",
        LeaseReason.ReservedForAnother => "address reserved",
        LeaseReason.ReservationWaits => "another address is reserved for you",
        LeaseReason.WrongAddress => "wrong address",
        LeaseReason.Quarantined => "address in conflict",
        LeaseReason.UnknownClient => "lease not found",
        LeaseReason.NotTheHolder => "not the holder",
        LeaseReason.Nameless => "no client identifier",
        LeaseReason.NotReady => "leases not loaded yet",
        LeaseReason.JournalUnavailable => "leases can't be stored",
        LeaseReason.OutcomeUnknown => "storing the lease is uncertain",
        LeaseReason.Overloaded => "too many requests",
        LeaseReason.HoldersOnly => "left to the other gateways",
        LeaseReason.UnknownPool => "subnet no longer served",
        _ => "no address left",
    };
}
