using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Polymasq.Actors.Listeners;

/// <summary>An entry of <c>listen.addresses</c>: <c>ADDR</c>, <c>ADDR:PORT</c>, <c>[V6]:PORT</c>, a link-local address with <c>%interface</c>.</summary>
/// <param name="Zone">The interface named after the percent sign; null for any.</param>
/// <param name="Port">Null means <c>dns.port</c>.</param>
public sealed record ListenAddress(IPAddress Address, string? Zone, int? Port)
{
    public bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    public static bool TryParse(string text, out ListenAddress address)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null!;
        if (!TrySplit(text, out string host, out int? port)) return false;
        int percent = host.IndexOf('%', StringComparison.Ordinal);
        string? zone = percent < 0 ? null : host[(percent + 1)..];
        if (percent >= 0) host = host[..percent];
        if (zone == "" || !IPAddress.TryParse(host, out IPAddress? ip) || !IsWritten(ip, host)) return false;
        if (zone is not null && !ip.IsIPv6LinkLocal) return false;
        address = new ListenAddress(ip, zone, port);
        return true;
    }

    private static bool TrySplit(string text, out string host, out int? port)
    {
        (host, port) = (text, null);
        int colon = text.LastIndexOf(':');
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0) return false;
            host = text[1..end];
            if (!host.Contains(':', StringComparison.Ordinal)) return false;
            if (end == text.Length - 1) return true;
            if (colon != end + 1) return false;
        }
        else
        {
            if (colon < 0 || text.IndexOf(':', StringComparison.Ordinal) != colon) return true; // IPv4 or IPv6 without a port
            host = text[..colon];
        }

        bool valid = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65535;
        port = number;
        return valid;
    }

    /// <summary>The runtime takes "1" and "0x7f.1" for IPv4 addresses; nobody who writes them in a configuration means that.</summary>
    private static bool IsWritten(IPAddress ip, string text) =>
        ip.AddressFamily == AddressFamily.InterNetworkV6 || ip.ToString() == text;

    public override string ToString()
    {
        string host = Zone is null ? Address.ToString() : $"{Address}%{Zone}";
        if (Port is null) return host;
        return Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]:{Port}" : $"{host}:{Port}";
    }
}
