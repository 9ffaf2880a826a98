using System.Collections.Immutable;
using System.Net.Sockets;
using Polymasq.Actors.LocalNames.Configured;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Reads <c>interface-name</c> and <c>dynamic-host</c>.</summary>
internal static class InterfaceNameReader
{
    public static ImmutableArray<InterfaceNameRule> Read(ConfigurationSection dns) =>
    [
        .. dns.Items("interface-name").Select(static item => OfInterface(new RecordFields(item, "NAME,INTERFACE[/4|/6]"))),
        .. dns.Items("dynamic-host").Select(static item => Dynamic(new RecordFields(item, "NAME,[IPV4],[IPV6],INTERFACE"))),
    ];

    private static InterfaceNameRule OfInterface(RecordFields fields)
    {
        fields.Need(2);
        string text = fields.Text(1);
        InterfaceFamilies families = text.EndsWith("/4", StringComparison.Ordinal) ? InterfaceFamilies.Ipv4
            : text.EndsWith("/6", StringComparison.Ordinal) ? InterfaceFamilies.Ipv6
            : InterfaceFamilies.Both;
        return new InterfaceNameRule(fields.Name(0), Interface(fields, families == InterfaceFamilies.Both ? text : text[..^2]), families, [], []);
    }

    private static InterfaceNameRule Dynamic(RecordFields fields)
    {
        fields.Need(3);
        ImmutableArray<byte> ipv4 = [], ipv6 = [];
        for (int at = 1; at < fields.Count - 1; at++)
        {
            if (!fields.Has(at) || fields.Address(at) is not { } address) continue;
            if (address.AddressFamily == AddressFamily.InterNetwork) ipv4 = [.. address.GetAddressBytes()];
            else ipv6 = [.. address.GetAddressBytes()];
        }

        InterfaceFamilies families = (ipv4.IsEmpty ? 0 : InterfaceFamilies.Ipv4) | (ipv6.IsEmpty ? 0 : InterfaceFamilies.Ipv6);
        if (families == InterfaceFamilies.None) fields.Wrong("there is no address");
        return new InterfaceNameRule(fields.Name(0), Interface(fields, fields.Text(fields.Count - 1)), families, ipv4, ipv6);
    }

    private static string Interface(RecordFields fields, string name)
    {
        if (!InterfaceName.IsName(name)) fields.Wrong($"'{name}' is no interface");
        return name;
    }
}
