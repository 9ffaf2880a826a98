using System.Text;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Configuration;

/// <summary>Reads an entry of a subnet's hosts.</summary>
internal static class HostReader
{
    public static HostSettings? Read(ConfigurationValue item, SubnetPlaces places)
    {
        ConfigurationSection section = item.Section("a host { mac = …, address = … }");
        HostSettings host = new()
        {
            HardwareAddresses = [.. ReadMacs(section.Items("mac"), places)],
            ClientIdentifiers = [.. section.Items("client-id").Select(id => ReadClientId(id, places))],
            Address = section.Find("address") is { } address ? places.Address(address) : Ipv4Address.None,
            Name = section.Find("name") is { } name ? ReadName(name, places) : null,
            LeaseSeconds = section.Find("lease-time") is null ? null : Dhcp4Reader.ReadLease(section, LeaseTime.Infinite),
            Options = Dhcp4Reader.ReadOptions(section),
        };
        section.End();
        if (section.Items("mac").Count + section.Items("client-id").Count == 0)
            item.Wrong("has neither mac nor client-id, so nobody can be known as this host");
        return host;
    }

    private static IEnumerable<HardwareAddress> ReadMacs(IEnumerable<ConfigurationValue> items, SubnetPlaces places)
    {
        const string Allowed = "a hardware address such as 02:00:00:00:00:01";
        foreach (ConfigurationValue item in items)
        {
            if (!HardwareAddress.TryParse(item.Text(Allowed), out HardwareAddress address)) item.Wrong($"{item.What()} is not {Allowed}");
            else if (places.Take(address, item)) yield return address;
        }
    }

    // As in dnsmasq: bytes in hexadecimal, or else the text itself is the identifier.
    private static ClientKey ReadClientId(ConfigurationValue item, SubnetPlaces places)
    {
        const string Allowed = "a client identifier, as bytes such as 01:02:00:00:00:00:01 or as text";
        string text = item.Text(Allowed);
        if (text.Length == 0) item.Wrong($"is empty; allowed is {Allowed}");
        if (!ClientKey.TryParse(text, out ClientKey key)) key = ClientKey.Of(Encoding.UTF8.GetBytes(text), default);
        places.Take(key, item);
        return key;
    }

    private static string? ReadName(ConfigurationValue value, SubnetPlaces places)
    {
        const string Allowed = "one label of letters, digits and -, such as printer";
        string text = value.Text(Allowed);
        if (HostName.FromClient(Encoding.UTF8.GetBytes(text)) != text) value.Wrong($"{value.What()} is not {Allowed}");
        else if (places.Take(text.ToLowerInvariant(), value)) return text;
        return null;
    }
}
