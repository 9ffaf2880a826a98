using System.Buffers.Binary;
using System.Globalization;

namespace Polymasq.Protocols.Dhcp4;

/// <summary>
/// One IPv4 address. <see cref="Value"/> is the number in host order (192.0.2.1 is 0xC0000201), so addresses compare and
/// count as numbers; on the wire it is big-endian. The default value is 0.0.0.0, which DHCP uses for "none".
/// </summary>
public readonly record struct Ipv4Address(uint Value) : IComparable<Ipv4Address>
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 4;

    /// <summary>Characters of 255.255.255.255.</summary>
    public const int TextLengthMax = 15;

    public static Ipv4Address None => default;
    public static Ipv4Address Broadcast => new(uint.MaxValue);

    public bool IsNone => Value == 0;

    /// <summary>Reads the first four bytes of <paramref name="wire"/>, which the caller knows to be there.</summary>
    public static Ipv4Address Read(ReadOnlySpan<byte> wire) => new(BinaryPrimitives.ReadUInt32BigEndian(wire));

    public void Write(Span<byte> wire) => BinaryPrimitives.WriteUInt32BigEndian(wire, Value);

    /// <summary>
    /// Dotted decimal with four parts. Anything else is refused, leading zeros too: some programs read them as octal.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Address address)
    {
        uint value = 0;
        int parts = 0;
        foreach (Range part in text.Split('.'))
        {
            if (++parts > Size || !TryParsePart(text[part], out byte octet))
            {
                address = default;
                return false;
            }
            value = (value << 8) | octet;
        }
        address = new Ipv4Address(value);
        return parts == Size;
    }

    /// <exception cref="FormatException">The text is not an IPv4 address.</exception>
    public static Ipv4Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Ipv4Address address) ? address : throw new FormatException($"'{text}' is not an IPv4 address");

    public int CompareTo(Ipv4Address other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, stackalloc char[TextLengthMax],
        $"{Value >> 24}.{(Value >> 16) & 0xFF}.{(Value >> 8) & 0xFF}.{Value & 0xFF}");

    /// <summary>Writes the dotted form as ASCII, at most <see cref="TextLengthMax"/> bytes; returns how many.</summary>
    public int WriteText(Span<byte> ascii)
    {
        int end = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (end > 0) ascii[end++] = (byte)'.';
            ((byte)(Value >> shift)).TryFormat(ascii[end..], out int digits, default, CultureInfo.InvariantCulture);
            end += digits;
        }
        return end;
    }

    public static bool operator <(Ipv4Address left, Ipv4Address right) => left.Value < right.Value;
    public static bool operator >(Ipv4Address left, Ipv4Address right) => left.Value > right.Value;
    public static bool operator <=(Ipv4Address left, Ipv4Address right) => left.Value <= right.Value;
    public static bool operator >=(Ipv4Address left, Ipv4Address right) => left.Value >= right.Value;

    private static bool TryParsePart(ReadOnlySpan<char> part, out byte octet)
    {
        octet = 0;
        bool hasLeadingZero = part.Length > 1 && part[0] == '0';
        return !hasLeadingZero && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out octet);
    }
}
