using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;

namespace Polymasq.Actors.LocalNames;

/// <summary>An address of either family as a number; IPv4 as the IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2).</summary>
internal readonly record struct AddressKey(UInt128 Value)
{
    public const int Ipv4Length = 4, Ipv6Length = 16;

    private const uint MappedPrefix = 0xffff;

    public bool IsIpv4 => Value >> 32 == MappedPrefix;

    public int Length => IsIpv4 ? Ipv4Length : Ipv6Length;

    public static AddressKey Ipv4(uint value) => new(((UInt128)MappedPrefix << 32) | value);

    /// <param name="octets">4 or 16, in network order.</param>
    public static AddressKey Of(ReadOnlySpan<byte> octets)
    {
        Debug.Assert(octets.Length is Ipv4Length or Ipv6Length, "an address has 4 or 16 octets");
        return octets.Length == Ipv4Length ? Ipv4(BinaryPrimitives.ReadUInt32BigEndian(octets)) : new(BinaryPrimitives.ReadUInt128BigEndian(octets));
    }

    public byte[] ToArray()
    {
        byte[] octets = new byte[Length];
        Write(octets);
        return octets;
    }

    /// <summary>Writes 4 or 16 octets in network order and says how many.</summary>
    public int Write(Span<byte> octets)
    {
        if (IsIpv4) BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)Value);
        else BinaryPrimitives.WriteUInt128BigEndian(octets, Value);
        return Length;
    }

    public override string ToString() => new IPAddress(ToArray()).ToString();
}
