using System.Buffers.Binary;

namespace Polymasq.Protocols.Dns;

/// <summary>
/// Names as uncompressed octets, the form of keys and tables: length-prefixed labels and a zero octet. All methods expect a
/// name that has been checked (<see cref="DnsName.TryFromWire"/> or <see cref="DnsNameText.TryParse"/>).
/// </summary>
public static class WireName
{
    /// <summary>The root.</summary>
    public static ReadOnlySpan<byte> Root => [0];

    /// <summary>
    /// Lowers A to Z in place. Length octets are at most 63 and so below 'A': the whole name can be treated as letters.
    /// </summary>
    public static void ToLower(Span<byte> wire)
    {
        int at = 0;
        for (; at + sizeof(ulong) <= wire.Length; at += sizeof(ulong))
        {
            Span<byte> eight = wire.Slice(at, sizeof(ulong));
            BinaryPrimitives.WriteUInt64LittleEndian(eight, ToLower(BinaryPrimitives.ReadUInt64LittleEndian(eight)));
        }

        for (; at < wire.Length; at++)
        {
            if ((uint)(wire[at] - 'A') <= 'Z' - 'A') wire[at] |= 0x20;
        }
    }

    /// <summary>Copies <paramref name="wire"/> in lower case and returns its length, which must fit.</summary>
    public static int CopyLower(ReadOnlySpan<byte> wire, Span<byte> destination)
    {
        wire.CopyTo(destination);
        ToLower(destination[..wire.Length]);
        return wire.Length;
    }

    /// <summary>Compares labels or whole names octet by octet, ASCII letters in any case (RFC 4343).</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) return false;
        for (; left.Length >= sizeof(ulong); left = left[sizeof(ulong)..], right = right[sizeof(ulong)..])
        {
            if (ToLower(BinaryPrimitives.ReadUInt64LittleEndian(left)) != ToLower(BinaryPrimitives.ReadUInt64LittleEndian(right))) return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && Lower(left[i]) != Lower(right[i])) return false;
        }

        return true;
    }

    /// <summary>The name without its first label; the root has no parent and gives itself.</summary>
    public static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> wire) => wire[0] == 0 ? wire : wire[(wire[0] + 1)..];

    /// <summary>True when both are in lower case and <paramref name="wire"/> is <paramref name="ancestor"/> or below it.</summary>
    public static bool IsAtOrBelow(ReadOnlySpan<byte> wire, ReadOnlySpan<byte> ancestor)
    {
        while (wire.Length > ancestor.Length) wire = wire[(wire[0] + 1)..];
        return wire.SequenceEqual(ancestor);
    }

    /// <summary>Labels without the root.</summary>
    public static int CountLabels(ReadOnlySpan<byte> wire)
    {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += wire[at] + 1) count++;
        return count;
    }

    private static byte Lower(byte octet) => (uint)(octet - 'A') <= 'Z' - 'A' ? (byte)(octet | 0x20) : octet;

    // Eight octets at once. In the low 7 bits of each octet: adding 0x3f carries into bit 7 from 'A' on, 0x25 from behind 'Z' on.
    private static ulong ToLower(ulong eight)
    {
        const ulong High = 0x8080808080808080;
        ulong low7 = eight & ~High;
        ulong fromA = low7 + 0x3f3f3f3f3f3f3f3f;
        ulong behindZ = low7 + 0x2525252525252525;
        ulong isUpper = fromA & ~behindZ & ~eight & High;
        return eight | (isUpper >> 2);
    }
}
