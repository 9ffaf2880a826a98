using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Configuration;

/// <summary>
/// The domains in which the names of a network's addresses are (RFC 1035 §3.5, RFC 3596 §2.5). A network that ends between two labels
/// is several domains: 10.1.128.0/17 is 128 of them.
/// </summary>
internal static class NetworkDomains
{
    /// <summary>None, and an error, for what is no network.</summary>
    public static IEnumerable<string> Read(ConfigurationValue value)
    {
        const string Allowed = "a network such as 10.1.0.0/16 or fd00:1::/32";
        string text = value.Text(Allowed);
        if (TryParse(text, out IPNetwork network)) return Of(network);
        value.Wrong($"{value.What()} is not {Allowed}; host bits must be 0");
        return [];
    }

    /// <summary>Takes a network that is written out, its host bits 0, and no default route: the runtime would make something of 10.1/16 too.</summary>
    public static bool TryParse(string text, out IPNetwork network) =>
        IPNetwork.TryParse(text, out network) && network.PrefixLength > 0
        && ListenAddress.TryParse(text.Split('/')[0], out ListenAddress written) && written.Port is null && written.Address.Equals(network.BaseAddress);

    public static IEnumerable<string> Of(IPNetwork network)
    {
        bool isInet = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        int bitsPerLabel = isInet ? 8 : 4;
        byte[] labels = [.. network.BaseAddress.GetAddressBytes().SelectMany(octet => isInet ? [octet] : (byte[])[(byte)(octet >> 4), (byte)(octet & 15)])];
        int last = (network.PrefixLength - 1) / bitsPerLabel; // the label that the prefix ends in
        int count = 1 << (((last + 1) * bitsPerLabel) - network.PrefixLength);
        for (int i = 0; i < count; i++)
        {
            IEnumerable<string> parts = labels.Take(last).Append((byte)(labels[last] + i)).Reverse()
                .Select(label => label.ToString(isInet ? "d" : "x", CultureInfo.InvariantCulture));
            yield return $"{string.Join('.', parts)}.{(isInet ? "in-addr" : "ip6")}.arpa";
        }
    }
}
