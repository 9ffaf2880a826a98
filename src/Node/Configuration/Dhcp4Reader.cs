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
            LoadBalance = dhcp.Choice("load-balance", ("none", LoadBalance.None), ("rfc3074", LoadBalance.Rfc3074)),
            RapidCommit = dhcp.Boolean("rapid-commit"),
            PendingMax = dhcp.Integer("pending-max", 1, 65536),
            Domain = dns.LocalNames.Domain,
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
        else subnet = ReadSubnet(section, parsed, new SubnetPlaces(parsed), leaseSeconds);
        if (subnet is null) _ = ReadSubnet(section, default, new SubnetPlaces(new Ipv4Subnet(default, 0)), leaseSeconds); // for the errors in it, and its keys
        section.End();
        return subnet;
    }

    private static SubnetSettings ReadSubnet(ConfigurationSection section, Ipv4Subnet subnet, SubnetPlaces places, uint leaseSeconds) => new()
    {
        Subnet = subnet,
        Interface = section.Find("interface") is { } name ? InterfaceName.Read(name, allowsPattern: false) : null,
        Ranges = [.. section.Items("range").Select(places.Range).OfType<Ipv4Range>()],
        LeaseSeconds = ReadLease(section, leaseSeconds),
        Options = ReadOptions(section),
        Hosts = [.. section.Items("hosts").Select(host => HostReader.Read(host, places)).OfType<HostSettings>()],
    };

    public static uint ReadLease(ConfigurationSection section, uint otherwise) =>
        section.Find("lease-time") is null ? otherwise : ReadLease(section) ?? LeaseTime.Infinite;

    private static uint? ReadLease(ConfigurationSection section)
    {
        if (section.DurationOr("infinite", "lease-time", LeaseMin, LeaseMax) is not { } time) return null;
        if (time.TotalSeconds < LeaseTime.ShortestAsked)
            section.Find("lease-time")?.Warn("is short: clients renew at half of it, and each renewal is written to the disk");
        return (uint)time.TotalSeconds;
    }

    public static List<OptionValue> ReadOptions(ConfigurationSection section)
    {
        List<OptionValue> options = [];
        if (section.Find("options") is not { } block) return options;
        foreach ((string name, ConfigurationValue value) in block.Section("options { … }").Entries())
        {
            if (!OptionValue.TryParse(name, value.Texts("a value"), out OptionValue? option, out string? error)) value.Wrong(error! + Hint(name));
            else if (options.Exists(known => known.Code == option!.Code)) value.Wrong($"option {(byte)option!.Code} stands here twice, by name and by number");
            else options.Add(option!);
        }

        return options;
    }

    private static string Hint(string name) =>
        !OptionTable.TryFind(name, out _) && NearestKey.Of(name, OptionTable.All.Select(option => option.Name)) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static bool Overlap(Ipv4Subnet one, Ipv4Subnet other) => one.Contains(other.Network) || other.Contains(one.Network);
}
