using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>What a DHCP client may be called.</summary>
internal static class HostLabel
{
    // Names that programs trust blindly. localhost is settled (RFC 6761); whoever is wpad or isatap gets the traffic of the whole network.
    private static readonly string[] Refused = ["localhost", "wpad", "isatap"];

    /// <summary>
    /// The first label of what the client calls itself, in lower case and without its length octet: letters and digits, inside also
    /// - and _ (dnsmasq's rule). A domain behind it says nothing, hosts are in the domain of the network. False for anything else.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> hostname, out byte[] label)
    {
        label = [];
        int dot = hostname.IndexOf('.');
        ReadOnlySpan<char> first = dot < 0 ? hostname : hostname[..dot];
        if (first.Length is 0 or > DnsName.LabelLengthMax || IsRefused(first)) return false;

        byte[] octets = new byte[first.Length];
        for (int i = 0; i < first.Length; i++)
        {
            char letter = first[i];
            bool isInner = i > 0 && letter is '-' or '_';
            if (!char.IsAsciiLetterOrDigit(letter) && !isInner) return false;
            octets[i] = (byte)char.ToLowerInvariant(letter);
        }

        label = octets;
        return true;
    }

    private static bool IsRefused(ReadOnlySpan<char> label)
    {
        foreach (string refused in Refused)
        {
            if (label.Equals(refused, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
