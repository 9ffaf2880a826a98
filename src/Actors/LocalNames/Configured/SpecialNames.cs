using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>Names that the world's servers have no answer for, and should not be asked about.</summary>
internal static class SpecialNames
{
    private static readonly string[] MeaninglessDomains =
    [
        "invalid", // RFC 6761 §6.4; but not test (§6.2): laboratories have servers for it, and dnsmasq asks them
        "onion", // RFC 7686 §2
        "home.arpa", // RFC 8375 §4, unless it is local or routed
        "resolver.arpa", // RFC 9462 §6.4
        "service.arpa", // RFC 9665 §9, as home.arpa
    ];

    private static readonly DomainSet Meaningless = SetOf(MeaninglessDomains);

    // RFC 6303 §4, RFC 6761 §6.1, RFC 7793: addresses that mean something only here.
    private static readonly DomainSet PrivateReverse = SetOf(
        [
            "10.in-addr.arpa", "168.192.in-addr.arpa", "254.169.in-addr.arpa", "0.in-addr.arpa", "127.in-addr.arpa", "255.255.255.255.in-addr.arpa",
            "2.0.192.in-addr.arpa", "100.51.198.in-addr.arpa", "113.0.203.in-addr.arpa",
            .. Enumerable.Range(16, 16).Select(static second => $"{second}.172.in-addr.arpa"),
            .. Enumerable.Range(64, 64).Select(static second => $"{second}.100.in-addr.arpa"),
            "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
            "d.f.ip6.arpa", "8.e.f.ip6.arpa", "9.e.f.ip6.arpa", "a.e.f.ip6.arpa", "b.e.f.ip6.arpa", "8.b.d.0.1.0.0.2.ip6.arpa",
        ]);

    /// <summary>All of them are in these domains.</summary>
    public static IEnumerable<byte[]> Domains { get; } = [.. MeaninglessDomains.Select(WireOf), WireOf("arpa")];

    public static bool IsMeaningless(ReadOnlySpan<byte> name) => Meaningless.HasAtOrAbove(name);

    public static bool IsPrivateReverse(ReadOnlySpan<byte> name) => name.EndsWith("\u0004arpa\0"u8) && PrivateReverse.HasAtOrAbove(name);

    private static DomainSet SetOf(params string[] domains) => new(domains.Select(WireOf));

    private static byte[] WireOf(string domain) => DnsNameText.ToLowerWire(domain)!;
}
