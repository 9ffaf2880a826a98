namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>Addresses, pairs of them, and routes.</summary>
internal static class AddressParser
{
    public static string? Addresses(OptionKind kind, string[] words, OptionBytes bytes)
    {
        if (kind == OptionKind.Address && words.Length != 1) return $"{words.Length} values; allowed is one IPv4 address";
        if (kind == OptionKind.AddressPairs && words.Length % 2 != 0) return $"{words.Length} addresses; allowed are pairs of IPv4 addresses";
        if (words.Length == 0) return "no address; allowed are IPv4 addresses";
        foreach (string word in words)
        {
            if (!Ipv4Address.TryParse(word, out Ipv4Address address)) return $"'{word}' is not an IPv4 address";
            bytes.Add(address);
        }

        return null;
    }

    /// <summary>Pairs "PREFIX ROUTER", also "PREFIX via ROUTER"; router 0.0.0.0 means that the prefix is on the link itself.</summary>
    public static string? Routes(string[] words, OptionBytes bytes)
    {
        const string Allowed = "allowed are pairs such as \"10.0.0.0/8 192.0.2.1\"";
        string[] pairs = [.. words.Where(word => word != "via")];
        if (pairs.Length == 0 || pairs.Length % 2 != 0) return $"a prefix without a router; {Allowed}";
        for (int at = 0; at < pairs.Length; at += 2)
        {
            if (!Ipv4Subnet.TryParse(pairs[at], out Ipv4Subnet prefix)) return $"'{pairs[at]}' is not a prefix; {Allowed}";
            if (!Ipv4Address.TryParse(pairs[at + 1], out Ipv4Address router)) return $"'{pairs[at + 1]}' is not a router's address; {Allowed}";
            AddRoute(prefix, router, bytes);
        }

        return null;
    }

    // RFC 3442: the width of the mask, then the prefix's bytes that the mask reaches, then the router.
    private static void AddRoute(Ipv4Subnet prefix, Ipv4Address router, OptionBytes bytes)
    {
        bytes.Add((byte)prefix.PrefixLength);
        Span<byte> network = stackalloc byte[Ipv4Address.Size];
        prefix.Network.Write(network);
        bytes.Add(network[..((prefix.PrefixLength + 7) / 8)]);
        bytes.Add(router);
    }
}
