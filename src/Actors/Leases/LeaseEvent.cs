using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>What happened to an address. The numbers are stored and never change their meaning.</summary>
public enum LeaseEventKind : byte
{
    None = 0,

    /// <summary>The address was given to a client that did not hold it.</summary>
    Leased = 1,

    /// <summary>The holder's lease was extended.</summary>
    Renewed = 2,

    /// <summary>The holder gave it back (DHCPRELEASE), or took another address of the same pool.</summary>
    Released = 3,

    /// <summary>The holder found it in use (DHCPDECLINE). Nobody gets it until <see cref="LeaseEvent.Until"/>.</summary>
    Declined = 4,

    /// <summary>The lease or the quarantine ran out.</summary>
    Expired = 5,

    /// <summary>An operator took it back.</summary>
    Revoked = 6,

    /// <summary>Our own probe found somebody using it. Nobody gets it until <see cref="LeaseEvent.Until"/>.</summary>
    Conflicted = 7,
}

/// <summary>
/// One committed or proposed step in the life of an address, the aggregate of the ledger. Each event says everything that is
/// true of the address after it, so the newest event of an address is its state and older ones are history.
/// </summary>
public sealed record LeaseEvent
{
    public required LeaseEventKind Kind { get; init; }
    public required Ipv4Address Address { get; init; }

    /// <summary>1 for the first event of the address, then without gaps. Appending it expects the version before it.</summary>
    public required long Version { get; init; }

    /// <summary>When it was decided, UTC by the deciding gateway's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who holds or held the address; nobody after a quarantine.</summary>
    public ClientKey Client { get; init; }
    public HardwareAddress Chaddr { get; init; }

    /// <summary>The host's name as configured, else as the client gave it; without a domain. Null when there is none.</summary>
    public string? Hostname { get; init; }

    /// <summary>Option 60 as text, if the client sent it.</summary>
    public string? VendorClass { get; init; }

    /// <summary>When this client got this address; renewals keep it.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Lease time in seconds, <see cref="LeaseTime.Infinite"/> for ever; 0 for events that give nothing.</summary>
    public uint LeaseSeconds { get; init; }

    /// <summary>When lease or quarantine end; <see cref="DateTimeOffset.MaxValue"/> for ever. Otherwise equal to <see cref="At"/>.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The gateway that decided it.</summary>
    public required string Gateway { get; init; }

    /// <summary>A number the gateway never uses twice: with <see cref="Gateway"/> it tells this event from any other.</summary>
    public long Correlation { get; init; }

    /// <summary>What the address is after it.</summary>
    public LeaseState State => Kind switch
    {
        LeaseEventKind.Leased or LeaseEventKind.Renewed => LeaseState.Bound,
        LeaseEventKind.Declined or LeaseEventKind.Conflicted => LeaseState.Quarantined,
        _ => LeaseState.Free,
    };
}
