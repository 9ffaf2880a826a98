using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.TestKit.Leases;

/// <summary>Makes events for the tests of the stores.</summary>
public static class LeaseEvents
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static HardwareAddress Chaddr(int client) => new(HardwareAddress.Ethernet, [2, 0, 0, 0, (byte)(client >> 8), (byte)client]);

    public static ClientKey Client(int client) => ClientKey.Of([], Chaddr(client));

    public static LeaseEvent Leased(string address, long version = 1, int client = 1) => new()
    {
        Kind = version == 1 ? LeaseEventKind.Leased : LeaseEventKind.Renewed,
        Address = Ipv4Address.Parse(address),
        Version = version,
        At = Start.AddSeconds(version),
        Client = Client(client),
        Chaddr = Chaddr(client),
        Hostname = $"host{client}",
        Since = Start,
        LeaseSeconds = 3600,
        Until = Start.AddSeconds(3600 + version),
        Gateway = "gw1",
        Correlation = (version << 32) | (uint)client,
    };
}
