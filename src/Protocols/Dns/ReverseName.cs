using System.Globalization;

namespace Polymasq.Protocols.Dns;

/// <summary>What a name is in the trees of reversed addresses.</summary>
public enum ReverseNameKind : byte
{
    /// <summary>Not in these trees at all.</summary>
    None,

    /// <summary>In one of them, but no whole address: a node on the way to some, or something else.</summary>
    Partial,

    Ipv4,
    Ipv6,
}

/// <summary>Addresses as names: 1.2.0.192.in-addr.arpa (RFC 1035 §3.5) and 32 nibbles below ip6.arpa (RFC 3596 §2.5).</summary>
public static class ReverseName
{
    private const int Ipv4Labels = 4, Ipv6Labels = 32, Ipv6Length = 16;

    private static ReadOnlySpan<byte> InAddrArpa => "\u0007in-addr\u0004arpa\0"u8;

    private static ReadOnlySpan<byte> Ip6Arpa => "\u0003ip6\u0004arpa\0"u8;

    /// <summary>Reads a lower-case name; a whole address goes into the first 4 or 16 octets of <paramref name="address"/>.</summary>
    public static ReverseNameKind Read(ReadOnlySpan<byte> lowerWire, Span<byte> address)
    {
        if (!lowerWire.EndsWith("\u0004arpa\0"u8)) return ReverseNameKind.None;
        if (WireName.IsAtOrBelow(lowerWire, InAddrArpa)) return TryReadIpv4(lowerWire, address) ? ReverseNameKind.Ipv4 : ReverseNameKind.Partial;
        if (WireName.IsAtOrBelow(lowerWire, Ip6Arpa)) return TryReadIpv6(lowerWire, address) ? ReverseNameKind.Ipv6 : ReverseNameKind.Partial;
        return ReverseNameKind.None;
    }

    /// <summary>The name of an address of 4 or 16 octets, as lower-case octets. For configuration, not for the way of a packet.</summary>
    public static byte[] Write(ReadOnlySpan<byte> address)
    {
        List<byte> wire = new(DnsName.WireLengthMax);
        bool isIpv4 = address.Length == Ipv4Labels;
        for (int i = address.Length - 1; i >= 0; i--)
        {
            if (isIpv4) AddLabel(wire, address[i].ToString(CultureInfo.InvariantCulture));
            else AddNibbles(wire, address[i]);
        }

        wire.AddRange(isIpv4 ? InAddrArpa : Ip6Arpa);
        return [.. wire];
    }

    private static void AddNibbles(List<byte> wire, byte octet)
    {
        AddLabel(wire, (octet & 15).ToString("x", CultureInfo.InvariantCulture));
        AddLabel(wire, (octet >> 4).ToString("x", CultureInfo.InvariantCulture));
    }

    private static void AddLabel(List<byte> wire, string text)
    {
        wire.Add((byte)text.Length);
        foreach (char digit in text) wire.Add((byte)digit);
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> wire, Span<byte> address)
    {
        for (int i = Ipv4Labels - 1; i >= 0; i--)
        {
            if (!TryReadOctet(wire.Slice(1, wire[0]), out address[i])) return false;
            wire = WireName.Parent(wire);
        }

        return wire.Length == InAddrArpa.Length;
    }

    // Decimal without leading zeros: others are names, but not the name of an address.
    private static bool TryReadOctet(ReadOnlySpan<byte> digits, out byte octet)
    {
        octet = 0;
        if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')) return false;
        int value = 0;
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + digit - '0';
        }

        octet = (byte)value;
        return value <= byte.MaxValue;
    }

    // Every label is one nibble, so the whole is as long as it must be or it is none.
    private static bool TryReadIpv6(ReadOnlySpan<byte> wire, Span<byte> address)
    {
        if (wire.Length != (2 * Ipv6Labels) + Ip6Arpa.Length) return false;
        for (int i = Ipv6Length - 1; i >= 0; i--)
        {
            if (wire[0] != 1 || wire[2] != 1 || !TryReadNibble(wire[1], out int low) || !TryReadNibble(wire[3], out int high)) return false;
            address[i] = (byte)((high << 4) | low);
            wire = wire[4..];
        }

        return true;
    }

    private static bool TryReadNibble(byte digit, out int nibble)
    {
        nibble = digit is >= (byte)'a' and <= (byte)'f' ? digit - 'a' + 10 : digit - '0';
        return nibble is >= 0 and < 16 && digit is not (> (byte)'9' and < (byte)'a');
    }
}
