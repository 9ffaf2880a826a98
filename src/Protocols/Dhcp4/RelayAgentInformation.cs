namespace Polymasq.Protocols.Dhcp4;

/// <summary>Reads the suboptions of option 82 (RFC 3046 §2.0) that a server acts upon; the whole is echoed as it came.</summary>
public static class RelayAgentInformation
{
    private const byte LinkSelection = 5;
    private const byte ServerIdentifierOverride = 11;

    /// <summary>The subnet the client is on, where giaddr is only the way to the relay (RFC 3527 §3).</summary>
    public static bool TryGetLinkSelection(ReadOnlySpan<byte> option, out Ipv4Address link) => TryGetAddress(option, LinkSelection, out link);

    /// <summary>The address the relay wants clients to know as their server, so that renewals pass it too (RFC 5107 §4).</summary>
    public static bool TryGetServerIdentifierOverride(ReadOnlySpan<byte> option, out Ipv4Address server) =>
        TryGetAddress(option, ServerIdentifierOverride, out server);

    private static bool TryGetAddress(ReadOnlySpan<byte> option, byte suboption, out Ipv4Address address)
    {
        address = default;
        while (option.Length >= 2 && option.Length - 2 >= option[1])
        {
            if (option[0] == suboption && option[1] == Ipv4Address.Size)
            {
                address = Ipv4Address.Read(option[2..]);
                return !address.IsNone;
            }

            option = option[(2 + option[1])..];
        }

        return false; // absent, or what comes before it has a length past the end
    }
}
