using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Reads <c>address</c>: /DOMAIN[/DOMAIN…]/[ADDRESS], with # as domain for every name, and # as address for 0.0.0.0 and ::.</summary>
internal static class AddressRuleReader
{
    private const string Form = "/DOMAIN[/DOMAIN…]/[ADDRESS], where # is every domain, and # for an address 0.0.0.0 and ::";

    public static ImmutableArray<AddressRule> Read(ConfigurationSection dns) => [.. dns.Items("address").SelectMany(Read)];

    private static IEnumerable<AddressRule> Read(ConfigurationValue item)
    {
        string[] parts = item.Text(Form).Split('/');
        if (parts.Length < 3 || parts[0].Length > 0)
        {
            item.Wrong($"{item.What()} is not of the form {Form}");
            return [];
        }

        ImmutableArray<byte> ipv4 = [], ipv6 = [];
        if (parts[^1] == "#") (ipv4, ipv6) = ([0, 0, 0, 0], [.. new byte[16]]);
        else if (AddressText.TryParse(parts[^1], out IPAddress address)) (ipv4, ipv6) = Octets(address);
        else if (parts[^1].Length > 0) item.Wrong($"'{parts[^1]}' is no address; the form is {Form}");
        return [.. parts[1..^1].Select(domain => new AddressRule(DomainOf(item, domain), ipv4, ipv6))];
    }

    private static (ImmutableArray<byte> Ipv4, ImmutableArray<byte> Ipv6) Octets(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? ([.. address.GetAddressBytes()], []) : ([], [.. address.GetAddressBytes()]);

    private static ImmutableArray<byte> DomainOf(ConfigurationValue item, string text)
    {
        if (text == "#") return [0];
        byte[]? wire = text.Length == 0 ? null : DnsNameText.ToLowerWire(text);
        if (text.Contains('*', StringComparison.Ordinal)) item.Wrong($"'{text}' has a *; a domain stands for all names below it as it is, and # for every domain");
        else if (wire is null) item.Wrong($"'{text}' is no domain name; the form is {Form}");
        return wire is null ? [0] : [.. wire];
    }
}
