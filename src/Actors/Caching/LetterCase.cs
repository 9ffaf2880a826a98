namespace Polymasq.Actors.Caching;

/// <summary>
/// Questions in random letter case ("0x20"): servers repeat the case as it came, so whoever forges a reply without having seen the question must guess
/// a bit for each letter besides ID and port (RFC 5452 §9).
/// </summary>
internal static class LetterCase
{
    private const byte Bit = 0x20;

    /// <summary>Raises the letters whose bits are set; the bits begin anew every 32 octets.</summary>
    /// <param name="name">On the wire, in lower case. Length octets are below all letters.</param>
    public static void Apply(uint pattern, Span<byte> name)
    {
        for (int i = 0; i < name.Length; i++) name[i] = Raise(name[i], pattern, i);
    }

    /// <summary>Whether a name came back as it was sent.</summary>
    /// <param name="repeated">What the reply says.</param>
    /// <param name="name">In lower case, as long.</param>
    public static bool IsKept(uint pattern, ReadOnlySpan<byte> repeated, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (repeated[i] != Raise(name[i], pattern, i)) return false;
        }

        return true;
    }

    private static byte Raise(byte octet, uint pattern, int at) =>
        (uint)(octet - 'a') <= 'z' - 'a' && (pattern >> (at & 31) & 1) != 0 ? (byte)(octet ^ Bit) : octet;
}
