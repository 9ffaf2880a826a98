using System.Text;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Node.Configuration;

/// <summary>Reads the block dhcp4.</summary>
internal static class Dhcp4Reader
{
    private static readonly TimeSpan LeaseMin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaseMax = TimeSpan.FromSeconds(uint.MaxValue - 1);

    public static Dhcp4Settings Read(ConfigurationSection dhcp, DnsSettings dns, bool logTransactions)
    {
        uint leaseSeconds = ReadLease(dhcp) ?? LeaseTime.Infinite;
        List<SubnetSettings> subnets = [];
        foreach (ConfigurationValue item in dhcp.Items("subnets"))
        {
            if (ReadSubnet(item, leaseSeconds) is not { } subnet) continue;
            if (subnets.FirstOrDefault(other => Overlap(other.Subnet, subnet.Subnet)) is { } other) item.Wrong($"{subnet.Subnet} overlaps {other.Subnet}; subnets may not overlap");
            subnets.Add(subnet);
        }

        return new Dhcp4Settings
        {
            Authoritative = dhcp.Boolean("authoritative"),
            NoPing = dhcp.Boolean("no-ping"),
            ProbeWait = dhcp.Duration("probe-wait", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)),
            ProbeCache = dhcp.Duration("probe-cache", TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            ProbesMax = dhcp.Integer("probes-max", 1, 10_000),
            RapidCommit = dhcp.Boolean("rapid-commit"),
            PendingMax = dhcp.Integer("pending-max", 1, 65536),
            Domain = dns.Domain,
            AnnounceDns = dns.Port == 53,
            LogTransactions = logTransactions,
            Options = ReadOptions(dhcp),
            Subnets = subnets,
        };
    }

    private static SubnetSettings? ReadSubnet(ConfigurationValue item, uint leaseSeconds)
    {
        const string Allowed = "a subnet such as 10.9.0.0/24";
        ConfigurationSection section = item.Section("a subnet { subnet = … }");
        SubnetSettings? subnet = null;
        if (section.Find("subnet") is not { } network) item.Wrong($"has no subnet; allowed is {Allowed}");
        else if (!Ipv4Subnet.TryParse(network.Text(Allowed), out Ipv4Subnet parsed)) network.Wrong($"{network.What()} is not {Allowed}");
        else subnet = ReadSubnet(section, parsed, leaseSeconds);
        if (subnet is null) _ = ReadSubnet(section, default, leaseSeconds); // for the errors in it, and its keys
        section.End();
        if (subnet is not null)
            foreach (string fault in LeasePoolCheck.Faults(Dhcp4Plan.PoolSettings(subnet, []))) item.Wrong(fault);
        return subnet;
    }

    private static SubnetSettings ReadSubnet(ConfigurationSection section, Ipv4Subnet subnet, uint leaseSeconds) => new()
    {
        Subnet = subnet,
        Interface = section.Text("interface", "an interface's name") is { Length: > 0 } name ? name : null,
        Ranges = [.. ReadRanges(section.Items("range"))],
        LeaseSeconds = ReadLease(section, leaseSeconds),
        Options = ReadOptions(section),
        Hosts = [.. section.Items("hosts").Select(ReadHost).OfType<HostSettings>()],
    };

    private static IEnumerable<Ipv4Range> ReadRanges(IEnumerable<ConfigurationValue> items)
    {
        const string Allowed = "a range such as 10.9.0.100-10.9.0.200";
        foreach (ConfigurationValue item in items)
        {
            if (Ipv4Range.TryParse(item.Text(Allowed), out Ipv4Range range)) yield return range;
            else item.Wrong($"{item.What()} is not {Allowed}");
        }
    }

    private static HostSettings? ReadHost(ConfigurationValue item)
    {
        ConfigurationSection section = item.Section("a host { mac = …, address = … }");
        HostSettings host = new()
        {
            HardwareAddresses = [.. ReadMacs(section.Items("mac"))],
            ClientIdentifiers = [.. ReadClientIds(section.Items("client-id"))],
            Address = ReadAddress(section.Find("address")),
            Name = section.Find("name") is { } name ? ReadName(name) : null,
            LeaseSeconds = section.Find("lease-time") is null ? null : ReadLease(section, LeaseTime.Infinite),
            Options = ReadOptions(section),
        };
        section.End();
        if (host.HardwareAddresses.Count + host.ClientIdentifiers.Count > 0) return host;
        item.Wrong("has neither mac nor client-id, so nobody can be known as this host");
        return null;
    }

    private static IEnumerable<HardwareAddress> ReadMacs(IEnumerable<ConfigurationValue> items)
    {
        const string Allowed = "a hardware address such as 02:00:00:00:00:01";
        foreach (ConfigurationValue item in items)
        {
            if (HardwareAddress.TryParse(item.Text(Allowed), out HardwareAddress address)) yield return address;
            else item.Wrong($"{item.What()} is not {Allowed}");
        }
    }

    private static IEnumerable<ClientKey> ReadClientIds(IEnumerable<ConfigurationValue> items)
    {
        const string Allowed = "a client identifier in hexadecimal such as 01:02:00:00:00:00:01";
        foreach (ConfigurationValue item in items)
        {
            if (ClientKey.TryParse(item.Text(Allowed), out ClientKey key)) yield return key;
            else item.Wrong($"{item.What()} is not {Allowed}");
        }
    }

    private static Ipv4Address ReadAddress(ConfigurationValue? value)
    {
        const string Allowed = "an IPv4 address such as 10.9.0.10";
        if (value is not { } given) return Ipv4Address.None;
        if (Ipv4Address.TryParse(given.Text(Allowed), out Ipv4Address address)) return address;
        given.Wrong($"{given.What()} is not {Allowed}");
        return Ipv4Address.None;
    }

    private static string? ReadName(ConfigurationValue value)
    {
        const string Allowed = "one label of letters, digits and -, such as printer";
        string text = value.Text(Allowed);
        if (HostName.FromClient(Encoding.UTF8.GetBytes(text)) == text) return text;
        value.Wrong($"{value.What()} is not {Allowed}");
        return null;
    }

    private static uint ReadLease(ConfigurationSection section, uint otherwise) =>
        section.Find("lease-time") is null ? otherwise : ReadLease(section) ?? LeaseTime.Infinite;

    private static uint? ReadLease(ConfigurationSection section) =>
        section.DurationOr("infinite", "lease-time", LeaseMin, LeaseMax) is { } time ? (uint)time.TotalSeconds : null;

    private static List<OptionValue> ReadOptions(ConfigurationSection section)
    {
        List<OptionValue> options = [];
        ConfigurationSection block = section.Section("options");
        foreach ((string name, ConfigurationValue value) in block.Entries())
        {
            if (OptionValue.TryParse(name, value.Texts("a value"), out OptionValue? option, out string? error)) options.Add(option!);
            else value.Wrong(error!);
        }

        return options;
    }

    private static bool Overlap(Ipv4Subnet one, Ipv4Subnet other) => one.Contains(other.Network) || other.Contains(one.Network);
}
