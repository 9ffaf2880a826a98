namespace Polymasq.Protocols.Control;

/// <summary>One step in the life of an address. The newest one is the state of the address.</summary>
public sealed record LeaseInfo
{
    public required string Address { get; init; }

    /// <summary>What the address is after it: free, bound or quarantined.</summary>
    public required string State { get; init; }

    /// <summary>leased, renewed, released, declined, expired, revoked or conflicted.</summary>
    public required string Event { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The client identifier as hexadecimal octets; null when nobody holds the address.</summary>
    public string? Client { get; init; }

    /// <summary>The hardware address.</summary>
    public string? Mac { get; init; }

    /// <summary>The host's name without a domain.</summary>
    public string? Hostname { get; init; }

    /// <summary>What the client says it is (option 60).</summary>
    public string? VendorClass { get; init; }

    /// <summary>When this client got this address.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When lease or quarantine end; null for never, and for events that give nothing.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The lease time; null for ever, 0 for events that give nothing.</summary>
    public long? LeaseSeconds { get; init; }

    /// <summary>What is left by the gateway's clock; null for ever, for history and for free addresses.</summary>
    public long? SecondsLeft { get; init; }

    /// <summary>1 for the first event of the address, then without gaps.</summary>
    public required long Version { get; init; }

    /// <summary>The gateway that decided it.</summary>
    public required string Gateway { get; init; }
}
