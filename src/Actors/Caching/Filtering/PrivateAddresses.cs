using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Caching.Filtering;

/// <summary>Addresses that nobody on the internet can mean: those dnsmasq takes for a rebinding attack, and all of fc00::/7.</summary>
internal static class PrivateAddresses
{
    // RFC 1918, 3927, 5737 and the limited broadcast; RFC 4291 §2.5.6, 3879, 4193 and 3849.
    private static readonly AddressPrefix[] Anywhere =
    [
        Of("10.0.0.0", 8), Of("172.16.0.0", 12), Of("192.168.0.0", 16), Of("169.254.0.0", 16),
        Of("192.0.2.0", 24), Of("198.51.100.0", 24), Of("203.0.113.0", 24), Of("255.255.255.255", 32),
        Of("fe80::", 10), Of("fec0::", 10), Of("fc00::", 7), Of("2001:db8::", 32),
    ];

    // RFC 1122 §3.2.1.3 and RFC 4291 §2.5.2, 2.5.3.
    private static readonly AddressPrefix[] Here = [Of("127.0.0.0", 8), Of("0.0.0.0", 8), Of("::", 128), Of("::1", 128)];

    /// <param name="address">4 or 16 octets. An IPv4-mapped one counts as the IPv4 address it holds.</param>
    /// <param name="localhostOk">Addresses of the asking host itself are none.</param>
    public static bool Contains(in IpEndpoint address, bool localhostOk) => Has(Anywhere, address) || (!localhostOk && Has(Here, address));

    public static bool Has(ReadOnlySpan<AddressPrefix> networks, in IpEndpoint address)
    {
        foreach (ref readonly AddressPrefix network in networks)
        {
            if (network.Contains(address)) return true;
        }

        return false;
    }

    private static AddressPrefix Of(string address, int length) => new(IPAddress.Parse(address), length);
}
