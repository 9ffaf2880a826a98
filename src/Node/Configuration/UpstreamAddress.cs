using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Configuration;

/// <summary>How an upstream server is written: <c>ADDR</c>, <c>ADDR#PORT</c> (dnsmasq's), <c>ADDR:PORT</c>, <c>[V6]:PORT</c>.</summary>
internal static class UpstreamAddress
{
    public const string Allowed = "ADDR, ADDR#PORT, ADDR:PORT or [V6]:PORT, such as 192.0.2.53 or 192.0.2.53#5353";

    private const int DefaultPort = 53;

    /// <summary>Null and what is wrong, or the address.</summary>
    public static IpEndpoint? Read(string text, out string wrong)
    {
        wrong = "";
        if (text.StartsWith("tls://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
        {
            wrong = $"'{text}': encrypted upstream servers are not built yet; allowed is {Allowed}";
            return null;
        }

        string plain = text;
        int? port = null;
        if (text.Split('#') is [string host, string number])
        {
            plain = host;
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given is > 0 and <= 65535) port = given;
            else wrong = $"'{number}' in '{text}' is not a port from 1 to 65535";
        }

        if (wrong.Length == 0 && ListenAddress.TryParse(plain, out ListenAddress address) && !address.IsAny && (port is null || address.Port is null))
            return IpEndpoint.From(WithScope(address), port ?? address.Port ?? DefaultPort);
        if (wrong.Length == 0) wrong = $"'{text}' is not an upstream server; allowed is {Allowed}";
        return null;
    }

    private static IPAddress WithScope(ListenAddress address)
    {
        if (address.Zone is null || address.Address.AddressFamily != AddressFamily.InterNetworkV6) return address.Address;
        return IPAddress.TryParse($"{address.Address}%{address.Zone}", out IPAddress? scoped) ? scoped : address.Address;
    }
}
