using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>The DHCPv4 service as configured (dhcp4). A new record replaces the old one on reload; clients under way are finished with the old.</summary>
public sealed record Dhcp4Settings
{
    /// <summary>
    /// We are the only DHCP service on these subnets: clients whose lease we do not know are answered, with a DHCPNAK if they
    /// can't keep their address (dhcp4.authoritative, dnsmasq: dhcp-authoritative).
    /// </summary>
    public required bool Authoritative { get; init; }

    /// <summary>Offer addresses without asking the network first whether somebody uses them (dhcp4.no-ping, dnsmasq: no-ping).</summary>
    public required bool NoPing { get; init; }

    /// <summary>How long an OFFER waits for an answer to the probe (dhcp4.probe-wait). 1 ms to 1 s; on one's own link 50 ms is plenty.</summary>
    public required TimeSpan ProbeWait { get; init; }

    /// <summary>How long an address that was found unused is not probed again (dhcp4.probe-cache). 0 s to 10 min.</summary>
    public required TimeSpan ProbeCache { get; init; }

    /// <summary>Probes at once on one interface; over it offers go out unprobed and are counted (dhcp4.probes-max). 1 to 10000.</summary>
    public required int ProbesMax { get; init; }

    /// <summary>Answer a DHCPDISCOVER with option 80 by a DHCPACK at once (RFC 4039; dhcp4.rapid-commit, dnsmasq: dhcp-rapid-commit).</summary>
    public required bool RapidCommit { get; init; }

    /// <summary>Which of several gateways answers first (dhcp4.load-balance).</summary>
    public required LoadBalance LoadBalance { get; init; }

    /// <summary>Client messages under way at once on one interface; more are dropped and counted (dhcp4.pending-max). 1 to 65536;
    /// read when a listener starts.</summary>
    public required int PendingMax { get; init; }

    /// <summary>The domain of clients (dns.domain): option 15 unless configured otherwise, and the name told in option 81. Empty for none.</summary>
    public required string Domain { get; init; }

    /// <summary>Tell clients our own address as DNS server unless option 6 is configured: our DNS listens on port 53 (dns.port).</summary>
    public required bool AnnounceDns { get; init; }

    /// <summary>One log line for each message of a client and each answer (log.dhcp).</summary>
    public required bool LogTransactions { get; init; }

    /// <summary>Options for all subnets (dhcp4.options); a subnet's and then a host's own come before them.</summary>
    public IReadOnlyList<OptionValue> Options { get; init; } = [];

    /// <summary>The subnets served (dhcp4.subnets). They do not overlap.</summary>
    public required IReadOnlyList<SubnetSettings> Subnets { get; init; }
}
