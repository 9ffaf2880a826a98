using System.Buffers.Binary;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Hashes octets with secrets, so that nobody who does not know them can choose names that meet in one bucket. Eight octets at a
/// time: multiply by a secret, fold the product's halves. For tables in memory, not for signatures.
/// </summary>
internal readonly struct KeyedHash
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretLength = 2 * sizeof(ulong);

    private readonly ulong _seed;
    private readonly ulong _multiplier;

    /// <param name="secret"><see cref="SecretLength"/> bytes. Fixed ones make a test repeatable.</param>
    public KeyedHash(ReadOnlySpan<byte> secret)
    {
        _seed = BinaryPrimitives.ReadUInt64LittleEndian(secret);
        _multiplier = BinaryPrimitives.ReadUInt64LittleEndian(secret[sizeof(ulong)..]) | 1;
    }

    /// <summary>With secrets that this process drew at its start.</summary>
    public static KeyedHash OfThisProcess { get; } = Fresh();

    /// <summary>With secrets of its own: the 122 bits of a GUID that the system's generator makes, which is enough to find no collisions by.</summary>
    public static KeyedHash Fresh() => new(Guid.NewGuid().ToByteArray());

    /// <param name="octets">As many as there are.</param>
    /// <param name="kind">Equal octets of different kinds have different hashes.</param>
    public ulong Of(ReadOnlySpan<byte> octets, uint kind = 0)
    {
        ulong hash = Fold(_seed ^ ((ulong)kind << 32) ^ (uint)octets.Length);
        if (octets.Length < sizeof(ulong)) return Fold(Fold(hash ^ ReadFew(octets)));
        ReadOnlySpan<byte> rest = octets;
        for (; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..]) hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
        // The last eight may be read for a second time in part: the length is in the hash already.
        return Fold(Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(octets[^sizeof(ulong)..])));
    }

    // Up to seven octets, each in a place of its own or, as their number decides, in two.
    private static ulong ReadFew(ReadOnlySpan<byte> octets) => octets.Length switch
    {
        >= sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(octets) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(octets[^sizeof(uint)..]) << 32),
        > 0 => octets[0] | ((ulong)octets[octets.Length / 2] << 8) | ((ulong)octets[^1] << 16),
        _ => 0,
    };

    private ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, _multiplier, out ulong low);
        return high ^ low;
    }
}
