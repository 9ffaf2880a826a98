using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// What a client can tell of the configuration, so that gateways can be compared key by key: two that differ here would give one
/// client different answers. Interfaces and our own addresses, which differ between gateways by nature, are not in it.
/// </summary>
public static class PoolDescription
{
    private const int DigestBytes = 6; // told apart by people; nobody has a reason to forge it

    /// <summary>Keys as in the configuration, with a subnet in place of its position; values in one way of writing, whatever the file's.</summary>
    public static ImmutableSortedDictionary<string, string> Of(Dhcp4Settings settings)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        entries["dhcp4.authoritative"] = settings.Authoritative ? "true" : "false";
        entries["dhcp4.load-balance"] = settings.LoadBalance == LoadBalance.Rfc3074 ? "rfc3074" : "none";
        entries["dns.domain"] = settings.Domain;
        AddOptions(entries, "dhcp4.options", settings.Options);
        foreach (SubnetSettings subnet in settings.Subnets) AddSubnet(entries, subnet);
        return entries.ToImmutable();
    }

    private static void AddSubnet(ImmutableSortedDictionary<string, string>.Builder entries, SubnetSettings subnet)
    {
        string key = $"dhcp4.subnets[{subnet.Subnet}]";
        entries[$"{key}.range"] = string.Join(", ", subnet.Ranges.OrderBy(range => range.First));
        entries[$"{key}.lease-time"] = Seconds(subnet.LeaseSeconds);
        AddOptions(entries, $"{key}.options", subnet.Options);
        if (subnet.Hosts.Count > 0) entries[$"{key}.hosts"] = Hosts(subnet.Hosts);
    }

    private static void AddOptions(ImmutableSortedDictionary<string, string>.Builder entries, string key, IEnumerable<OptionValue> options)
    {
        foreach (OptionValue option in options) entries[$"{key}.{option.Definition.Name}"] = Convert.ToHexStringLower(option.Data);
    }

    // A record of a gateway is small, and hosts can be thousands: their number and a digest say whether they are the same.
    private static string Hosts(IReadOnlyList<HostSettings> hosts)
    {
        string all = string.Join('\n', hosts.Select(Host).Order(StringComparer.Ordinal));
        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, DigestBytes));
        return $"{hosts.Count} ({digest})";
    }

    private static string Host(HostSettings host)
    {
        IEnumerable<string> who = host.HardwareAddresses.Select(mac => mac.ToString()).Order(StringComparer.Ordinal)
            .Concat(host.ClientIdentifiers.Select(id => $"id:{id}").Order(StringComparer.Ordinal));
        IEnumerable<string> options = host.Options.OrderBy(option => option.Code).Select(option => $"{(byte)option.Code}={Convert.ToHexStringLower(option.Data)}");
        string lease = host.LeaseSeconds is { } seconds ? Seconds(seconds) : "";
        return $"{string.Join(',', who)} {host.Address} {host.Name} {lease} {string.Join(' ', options)}";
    }

    private static string Seconds(uint seconds) =>
        seconds == LeaseTime.Infinite ? "infinite" : seconds.ToString(CultureInfo.InvariantCulture) + "s";
}
