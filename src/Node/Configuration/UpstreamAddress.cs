using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration;

/// <summary>
/// How an upstream server is written: <c>ADDR</c>, <c>ADDR#PORT</c> (dnsmasq's), <c>ADDR:PORT</c>, <c>[V6]:PORT</c>,
/// <c>tls://ADDR[:PORT][#NAME]</c>, <c>https://HOST[:PORT]/PATH</c>.
/// </summary>
internal static class UpstreamAddress
{
    public const string Allowed = "ADDR, ADDR#PORT, ADDR:PORT, [V6]:PORT, tls://ADDR#NAME or https://HOST/PATH, such as 192.0.2.53 or 192.0.2.53#5353";

    private const string TlsPrefix = "tls://", HttpsPrefix = "https://";
    private const int DnsPort = 53, TlsPort = 853;

    /// <summary>Null and what is wrong, or the server.</summary>
    /// <param name="host">The address behind the name of an https URL, if it is given elsewhere.</param>
    public static UpstreamTarget? Read(string text, IPAddress? host, out string wrong)
    {
        if (text.StartsWith(HttpsPrefix, StringComparison.Ordinal)) return ReadHttps(text, host, out wrong);
        if (text.StartsWith(TlsPrefix, StringComparison.Ordinal)) return ReadTls(text, out wrong);
        return ReadPlain(text, out wrong) is { } address ? UpstreamTarget.Plain(address) : null;
    }

    /// <summary>Reads <c>ADDR</c>, <c>ADDR#PORT</c>, <c>ADDR:PORT</c> or <c>[V6]:PORT</c>.</summary>
    /// <param name="defaultPort">Where the text says none.</param>
    public static bool TryReadEndpoint(string text, int defaultPort, out IpEndpoint endpoint)
    {
        endpoint = default;
        int? port = null;
        if (text.Split('#') is [string host, string number])
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int given) || given is < 1 or > 65535) return false;
            (text, port) = (host, given);
        }

        if (!ListenAddress.TryParse(text, out ListenAddress address) || address.IsAny || (port is not null && address.Port is not null)) return false;
        endpoint = IpEndpoint.From(WithScope(address), port ?? address.Port ?? defaultPort);
        return true;
    }

    private static IpEndpoint? ReadPlain(string text, out string wrong)
    {
        wrong = "";
        if (TryReadEndpoint(text, DnsPort, out IpEndpoint server)) return server;
        bool isBadPort = text.Split('#') is [_, string number] && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535);
        wrong = isBadPort ? $"'{text[(text.IndexOf('#', StringComparison.Ordinal) + 1)..]}' in '{text}' is not a port from 1 to 65535" : $"'{text}' is not an upstream server; allowed is {Allowed}";
        return null;
    }

    private static UpstreamTarget? ReadTls(string text, out string wrong)
    {
        const string AllowedTls = "tls://ADDR[:PORT]#NAME, such as tls://192.0.2.53#dns.example: an address, and the name that its certificate is for";
        wrong = $"'{text}' is not a server for DNS over TLS; allowed is {AllowedTls}";
        string[] parts = text[TlsPrefix.Length..].Split('#');
        if (parts.Length > 2 || !ListenAddress.TryParse(parts[0], out ListenAddress address) || address.IsAny) return null;
        string name = parts.Length == 2 ? parts[1].TrimEnd('.') : "";
        if (parts.Length == 2 && !IsHostName(name)) return null;
        wrong = "";
        return new UpstreamTarget { Address = IpEndpoint.From(WithScope(address), address.Port ?? TlsPort), Transport = UpstreamTransport.Tls, CertificateName = name };
    }

    private static UpstreamTarget? ReadHttps(string text, IPAddress? given, out string wrong)
    {
        const string AllowedHttps = "https://HOST[:PORT]/PATH, such as https://dns.example/dns-query";
        wrong = $"'{text}' is not a server for DNS over HTTPS; allowed is {AllowedHttps}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || text.Contains('{', StringComparison.Ordinal)) return null;
        bool isLiteral = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6;
        if (!isLiteral && (url.HostNameType != UriHostNameType.Dns || !IsHostName(url.IdnHost))) return null;
        IPAddress? address = isLiteral ? IPAddress.Parse(url.Host.Trim('[', ']')) : given;
        wrong = $"'{text}' needs the address of {url.Host}, since nobody can be asked for it: {{ server = \"{text}\", address = \"192.0.2.53\" }}";
        if (address is null) return null;
        wrong = "";
        return new UpstreamTarget
        {
            Address = IpEndpoint.From(address, url.Port), Transport = UpstreamTransport.Https, Url = url.AbsoluteUri, CertificateName = isLiteral ? "" : url.IdnHost,
        };
    }

    private static bool IsHostName(string name)
    {
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        return name.Length > 0 && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_') && DnsNameText.TryParse(name, wire, out _);
    }

    private static IPAddress WithScope(ListenAddress address)
    {
        if (address.Zone is null || address.Address.AddressFamily != AddressFamily.InterNetworkV6) return address.Address;
        return IPAddress.TryParse($"{address.Address}%{address.Zone}", out IPAddress? scoped) ? scoped : address.Address;
    }
}
