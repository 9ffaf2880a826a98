using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>What a reply says, apart from what it copies from its request.</summary>
internal readonly ref struct Dhcp4ReplyFacts
{
    public required MessageType Type { get; init; }

    /// <summary>The settings the request was taken under.</summary>
    public required Dhcp4Settings Settings { get; init; }

    public required Dhcp4Subnet Subnet { get; init; }

    /// <summary>The options configured for this client.</summary>
    public required OptionSet Options { get; init; }

    /// <summary>Our own address for the client.</summary>
    public required Ipv4Address Own { get; init; }

    /// <summary>Option 54: our own address, or what the relay wants it to be (RFC 5107 §4).</summary>
    public required Ipv4Address ServerIdentifier { get; init; }

    /// <summary>The address given; none in the answer to a DHCPINFORM.</summary>
    public Ipv4Address Yiaddr { get; init; }

    /// <summary>Seconds; 0 in the answer to a DHCPINFORM, which has no lease time (RFC 2131 §4.3.5).</summary>
    public uint LeaseSeconds { get; init; }

    /// <summary>The client's name; null if it has none.</summary>
    public string? Hostname { get; init; }

    /// <summary>The DHCPACK answers a DHCPDISCOVER (RFC 4039 §3.1).</summary>
    public bool IsRapid { get; init; }

    /// <summary>Bytes of the largest IP packet on the link.</summary>
    public required int Mtu { get; init; }
}
