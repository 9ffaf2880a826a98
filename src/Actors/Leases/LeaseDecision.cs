using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>What follows from a command.</summary>
public enum LeaseDecisionKind : byte
{
    None = 0,

    /// <summary>Send DHCPOFFER with the address, after the probe if <see cref="LeaseDecision.NeedsProbe"/>.</summary>
    Offer,

    /// <summary>Send DHCPACK: the lease is durable.</summary>
    Ack,

    /// <summary>Send DHCPNAK.</summary>
    Nak,

    /// <summary>Send nothing; <see cref="LeaseDecision.Reason"/> says why.</summary>
    Silent,

    /// <summary>Send nothing: no address is left in the pool. Apart from Silent because an operator wants to know.</summary>
    Exhausted,

    /// <summary>A command that is not answered (release, decline, conflict, revoke) is durable.</summary>
    Recorded,

    /// <summary>Inside the ledger alone: append <see cref="LeaseDecision.Event"/>, then Ack or Recorded.</summary>
    Commit,

    /// <summary>Inside the ledger alone: another append for the address is on its way; decide again after it.</summary>
    Busy,
}

/// <summary>Why a client gets a DHCPNAK or no answer.</summary>
public enum LeaseReason : byte
{
    None = 0,

    /// <summary>The address is not of the subnet the client is on (RFC 2131 §4.3.2).</summary>
    WrongSubnet,

    /// <summary>Of the subnet, but in no range, excluded, or no host's address.</summary>
    NotInRange,

    /// <summary>Another client holds it, or it has just been offered to another.</summary>
    InUse,

    /// <summary>Reserved for another client.</summary>
    ReservedForAnother,

    /// <summary>The client has a reservation that is free now; after the DHCPNAK it will be offered that.</summary>
    ReservationWaits,

    /// <summary>The client holds another address of this pool.</summary>
    WrongAddress,

    /// <summary>Declined or in conflict a short while ago.</summary>
    Quarantined,

    /// <summary>No lease of this client is known and the server is not authoritative.</summary>
    UnknownClient,

    /// <summary>A release, decline or conflict by a client that does not have the address.</summary>
    NotTheHolder,

    /// <summary>The client cannot be told from others: neither client identifier nor hardware address.</summary>
    Nameless,

    /// <summary>The journal has not been replayed yet.</summary>
    NotReady,

    /// <summary>The event could not be made durable.</summary>
    JournalUnavailable,

    /// <summary>Nobody knows whether the event became durable; the client's next message finds out.</summary>
    OutcomeUnknown,

    /// <summary>Too many commands are waiting, or the address changed hands each time this one was tried.</summary>
    Overloaded,

    /// <summary>This gateway serves only who has a lease; the others serve everybody.</summary>
    HoldersOnly,

    /// <summary>The pool is not configured (any more).</summary>
    UnknownPool,
}

/// <summary>The ledger's answer to a <see cref="LeaseCommand"/>.</summary>
public readonly record struct LeaseDecision
{
    public LeaseDecisionKind Kind { get; private init; }
    public LeaseReason Reason { get; private init; }
    public Ipv4Address Address { get; private init; }

    /// <summary>Seconds of the lease offered or acknowledged, <see cref="LeaseTime.Infinite"/> for ever.</summary>
    public uint LeaseSeconds { get; private init; }

    /// <summary>The address offered is new to the client, so somebody else may be using it unseen.</summary>
    public bool NeedsProbe { get; private init; }

    /// <summary>The name the lease carries: the reservation's, else the client's.</summary>
    public string? Hostname { get; private init; }

    /// <summary>What to append; set with <see cref="LeaseDecisionKind.Commit"/> only.</summary>
    internal LeaseEvent? Event { get; private init; }

    public static LeaseDecision Offer(Ipv4Address address, uint leaseSeconds, string? hostname, bool needsProbe) => new()
    {
        Kind = LeaseDecisionKind.Offer, Address = address, LeaseSeconds = leaseSeconds, Hostname = hostname, NeedsProbe = needsProbe,
    };

    public static LeaseDecision Ack(Ipv4Address address, uint leaseSeconds, string? hostname) => new()
    {
        Kind = LeaseDecisionKind.Ack, Address = address, LeaseSeconds = leaseSeconds, Hostname = hostname,
    };

    public static LeaseDecision Nak(LeaseReason reason) => new() { Kind = LeaseDecisionKind.Nak, Reason = reason };
    public static LeaseDecision Silent(LeaseReason reason) => new() { Kind = LeaseDecisionKind.Silent, Reason = reason };
    public static LeaseDecision Exhausted() => new() { Kind = LeaseDecisionKind.Exhausted };
    public static LeaseDecision Recorded(Ipv4Address address) => new() { Kind = LeaseDecisionKind.Recorded, Address = address };
    internal static LeaseDecision Busy(Ipv4Address address) => new() { Kind = LeaseDecisionKind.Busy, Address = address };
    internal static LeaseDecision Commit(LeaseEvent e) => new() { Kind = LeaseDecisionKind.Commit, Address = e.Address, Event = e };
}
