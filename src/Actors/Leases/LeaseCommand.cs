using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>What the ledger can be asked to decide.</summary>
public enum LeaseCommandKind : byte
{
    None = 0,

    /// <summary>DHCPDISCOVER: which address would the client get? Held for it in memory, nothing is written.</summary>
    Offer,

    /// <summary>DHCPREQUEST after an OFFER of ours (server identifier present and ours).</summary>
    RequestSelecting,

    /// <summary>DHCPREQUEST of a client that rebooted: no server identifier, requested address present, ciaddr zero.</summary>
    RequestInitReboot,

    /// <summary>DHCPREQUEST, unicast to us, ciaddr filled in.</summary>
    RequestRenewing,

    /// <summary>DHCPREQUEST, broadcast, ciaddr filled in.</summary>
    RequestRebinding,

    /// <summary>DHCPREQUEST to another server: what we held for the client is free again.</summary>
    ChoseAnother,

    /// <summary>DHCPRELEASE of ciaddr.</summary>
    Release,

    /// <summary>DHCPDECLINE of the requested address.</summary>
    Decline,

    /// <summary>The conflict probe was answered: the address offered to the client is in use by a stranger.</summary>
    Conflict,

    /// <summary>An operator takes the address back from whoever has it, out of quarantine too.</summary>
    Revoke,
}

/// <summary>One question to the ledger, made from one DHCP message.</summary>
public sealed record LeaseCommand
{
    public required LeaseCommandKind Kind { get; init; }

    /// <summary>The pool of the subnet the message came from. Not needed for Release, Revoke and ChoseAnother.</summary>
    public LeasePool? Pool { get; init; }

    public ClientKey Client { get; init; }
    public HardwareAddress Chaddr { get; init; }

    /// <summary>
    /// The address the command is about: option 50 or none for Offer; option 50 for selecting, init-reboot and Decline;
    /// ciaddr for renewing, rebinding and Release.
    /// </summary>
    public Ipv4Address Address { get; init; }

    /// <summary>The name the client gave itself, checked and without a domain; null when there is none.</summary>
    public string? Hostname { get; init; }
    public string? VendorClass { get; init; }

    /// <summary>Option 51 in seconds; 0 when the client asked for no particular time.</summary>
    public uint AskedSeconds { get; init; }

    /// <summary>Another gateway offered the address: what is held here for other clients does not stand against it.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>The client is served if it has a running lease, or an offer of ours, and otherwise gets no answer at all.</summary>
    public bool IsHolderOnly { get; init; }
}
