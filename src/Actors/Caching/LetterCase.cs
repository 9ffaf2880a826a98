using System.Buffers.Binary;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Questions in random letter case ("0x20"): servers repeat the case as it came, so whoever forges a reply without having seen the question must guess
/// a bit for each letter besides ID and port (RFC 5452 §9). Eight octets at a time.
/// </summary>
internal static class LetterCase
{
    private const ulong High = 0x8080808080808080;

    /// <summary>Raises the letters whose bits are set; the bits begin anew every 32 octets.</summary>
    /// <param name="name">On the wire, in lower case. Length octets are below all letters.</param>
    public static void Apply(uint pattern, Span<byte> name)
    {
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..], pattern = uint.RotateRight(pattern, sizeof(ulong)))
            BinaryPrimitives.WriteUInt64LittleEndian(name, Raise(BinaryPrimitives.ReadUInt64LittleEndian(name), pattern));
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        WriteRaised(last, name, pattern);
        last[..name.Length].CopyTo(name);
    }

    /// <summary>Whether a name came back as it was sent.</summary>
    /// <param name="repeated">What the reply says.</param>
    /// <param name="name">In lower case, as long.</param>
    public static bool IsKept(uint pattern, ReadOnlySpan<byte> repeated, ReadOnlySpan<byte> name)
    {
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..], pattern = uint.RotateRight(pattern, sizeof(ulong)))
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(repeated) != Raise(BinaryPrimitives.ReadUInt64LittleEndian(name), pattern)) return false;
            repeated = repeated[sizeof(ulong)..];
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        WriteRaised(last, name, pattern);
        return repeated[..name.Length].SequenceEqual(last[..name.Length]);
    }

    private static void WriteRaised(Span<byte> eight, ReadOnlySpan<byte> rest, uint pattern)
    {
        eight.Clear();
        rest.CopyTo(eight);
        BinaryPrimitives.WriteUInt64LittleEndian(eight, Raise(BinaryPrimitives.ReadUInt64LittleEndian(eight), pattern));
    }

    // In the low 7 bits of each octet: adding 0x1f carries into bit 7 from 'a' on, 0x05 from behind 'z' on.
    private static ulong Raise(ulong eight, uint pattern)
    {
        ulong low7 = eight & ~High;
        ulong isLetter = (low7 + 0x1f1f1f1f1f1f1f1f) & ~(low7 + 0x0505050505050505) & ~eight & High;
        return eight ^ ((isLetter & Spread((byte)pattern)) >> 2);
    }

    // Bit n of the pattern becomes the high bit of octet n.
    private static ulong Spread(byte bits)
    {
        ulong own = (bits * 0x0101010101010101UL) & 0x8040201008040201;
        return (((own & ~High) + ~High) | own) & High;
    }
}
