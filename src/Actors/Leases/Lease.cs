using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>What an address is after its newest committed event.</summary>
public enum LeaseState : byte
{
    /// <summary>Nobody holds it; whoever held it last gets it again while it stays free.</summary>
    Free = 0,

    /// <summary>Bound to <see cref="Lease.Client"/> until <see cref="Lease.Until"/>.</summary>
    Bound = 1,

    /// <summary>Declined or found in use; given to nobody until <see cref="Lease.Until"/>.</summary>
    Quarantined = 2,
}

/// <summary>The committed state of one address, as the ledger shows it to others.</summary>
public sealed record Lease
{
    public required Ipv4Address Address { get; init; }
    public required LeaseState State { get; init; }

    /// <summary>The version of the address' newest event.</summary>
    public required long Version { get; init; }
    public ClientKey Client { get; init; }
    public HardwareAddress Chaddr { get; init; }
    public string? Hostname { get; init; }
    public string? VendorClass { get; init; }

    /// <summary>When the client got the address, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When lease or quarantine end, UTC; <see cref="DateTimeOffset.MaxValue"/> for ever; when a free address became free.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>The state that follows from an event alone.</summary>
    public static LeaseState StateAfter(LeaseEventKind kind) => kind switch
    {
        LeaseEventKind.Leased or LeaseEventKind.Renewed => LeaseState.Bound,
        LeaseEventKind.Declined or LeaseEventKind.Conflicted => LeaseState.Quarantined,
        _ => LeaseState.Free,
    };
}
