using System.Net;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Protocols.Dhcp4;
using Polymasq.Protocols.Dhcp4.Options;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>The network of these tests: we are 10.9.0.1/24 on lan0, clients get 10.9.0.100 to 200 for an hour.</summary>
internal static class Lan
{
    public const string Own = "10.9.0.1";

    public static InterfaceInfo Interface(params string[] addresses) => new()
    {
        Index = 7,
        Name = "lan0",
        IsUp = true,
        Mtu = 1500,
        HardwareType = 1,
        Addresses = [.. addresses.Select(a => new InterfaceAddress(IPAddress.Parse(a), 24, AddressScope.Universe, AddressFlags.Permanent))],
    };

    public static SubnetSettings Subnet(string subnet = "10.9.0.0/24", string? range = "10.9.0.100-10.9.0.200") => new()
    {
        Subnet = Ipv4Subnet.TryParse(subnet, out Ipv4Subnet parsed) ? parsed : throw new FormatException(subnet),
        Ranges = range is null ? [] : [Ipv4Range.TryParse(range, out Ipv4Range r) ? r : throw new FormatException(range)],
        LeaseSeconds = 3600,
    };

    public static Dhcp4Settings Settings(params SubnetSettings[] subnets) => new()
    {
        Authoritative = true,
        NoPing = true,
        ProbeWait = TimeSpan.FromMilliseconds(50),
        ProbeCache = TimeSpan.FromSeconds(30),
        ProbesMax = 100,
        RapidCommit = false,
        LoadBalance = LoadBalance.None,
        PendingMax = 1000,
        Domain = "lab.example",
        AnnounceDns = true,
        LogTransactions = false,
        Subnets = subnets.Length > 0 ? subnets : [Subnet()],
    };

    public static OptionValue Option(string name, params string[] values) =>
        OptionValue.TryParse(name, values, out OptionValue? value, out string? error) ? value! : throw new FormatException(error);

    public static HardwareAddress Mac(string text) => HardwareAddress.TryParse(text, out HardwareAddress mac) ? mac : throw new FormatException(text);

    public static string MacOf(int client) => $"02:00:00:00:{client >> 8:x2}:{client & 0xFF:x2}";

    /// <summary>A client's message that asks for mask, router, name servers and domain, as all clients do.</summary>
    public static Dhcp4Bytes Message(MessageType type, int client = 1) =>
        (Dhcp4Bytes.Of(type) with { Mac = MacOf(client), Xid = (uint)client }).With(OptionCode.ParameterRequestList, 1, 3, 6, 15, 28, 12);
}
