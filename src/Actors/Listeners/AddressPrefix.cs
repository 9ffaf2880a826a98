using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// A network: an address and how many of its leading bits count. A value of 32 bytes that compares with a few instructions, IPv4 kept
/// as ::ffff:a.b.c.d as in <see cref="IpEndpoint"/>.
/// </summary>
public readonly record struct AddressPrefix
{
    private const int MappedBits = 96;

    private readonly ulong _high, _low, _highMask, _lowMask;

    /// <param name="address">Bits behind the length are not looked at.</param>
    /// <param name="length">0 to 32, or to 128 for IPv6; a longer one is cut.</param>
    public AddressPrefix(IPAddress address, int length)
    {
        ArgumentNullException.ThrowIfNull(address);
        bool isInet = address.AddressFamily == AddressFamily.InterNetwork;
        int bits = isInet ? MappedBits + Math.Min(length, 32) : Math.Min(length, 128);
        (_highMask, _lowMask) = (MaskOf(bits), MaskOf(bits - 64));
        (_high, _low) = IpEndpoint.From(address, 0).Halves;
    }

    public bool Contains(in IpEndpoint address)
    {
        (ulong high, ulong low) = address.Halves;
        return (((high ^ _high) & _highMask) | ((low ^ _low) & _lowMask)) == 0;
    }

    /// <summary>Reads <c>ADDRESS</c> or <c>ADDRESS/LENGTH</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        ReadOnlySpan<char> address = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(address, out IPAddress? parsed) || parsed.ToString().Contains('%', StringComparison.Ordinal)) return false;
        bool isInet = parsed.AddressFamily == AddressFamily.InterNetwork;
        if (isInet && address.Count('.') != 3) return false; // 10.1 means 10.0.0.1 to some, and a slip of the pen to most
        int bitsMax = isInet ? 32 : 128, length = bitsMax;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bitsMax)) return false;
        prefix = new AddressPrefix(parsed, length);
        return true;
    }

    private static ulong MaskOf(int bits) => bits <= 0 ? 0 : bits >= 64 ? ulong.MaxValue : ulong.MaxValue << (64 - bits);
}
