using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Who a binding belongs to (RFC 2131 §4.2): the bytes of the client identifier (option 61) if the client sent one, else
/// htype followed by chaddr. A client that sends 01 and its Ethernet address is therefore the same client as one that
/// sends no identifier. Immutable; the hash for tables is taken once. The default value means "nobody".
/// </summary>
public readonly struct ClientKey : IEquatable<ClientKey>
{
    /// <summary>Bytes. What an option can hold (RFC 2132 §9.14).</summary>
    public const int LengthMax = 255;

    private const ulong Fnv1aOffset = 14695981039346656037;
    private const ulong Fnv1aPrime = 1099511628211;

    private readonly byte[]? _bytes;
    private readonly int _hash;

    private ClientKey(byte[] bytes)
    {
        _bytes = bytes;
        HashCode hash = default; // seeded anew in each process, so that no client can choose to collide
        hash.AddBytes(bytes);
        _hash = hash.ToHashCode();
    }

    public bool IsNone => _bytes is null;
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The identifier if it has any bytes, else the hardware address; "nobody" if that is missing too.</summary>
    public static ClientKey Of(ReadOnlySpan<byte> clientIdentifier, HardwareAddress chaddr)
    {
        if (!clientIdentifier.IsEmpty) return new ClientKey(clientIdentifier[..Math.Min(clientIdentifier.Length, LengthMax)].ToArray());
        if (chaddr.IsNone) return default;
        byte[] bytes = new byte[1 + chaddr.Length];
        bytes[0] = chaddr.Type;
        chaddr.Write(bytes.AsSpan(1));
        return new ClientKey(bytes);
    }

    /// <summary>Reads the text form, "01:02:00:00:00:00:01".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ClientKey key)
    {
        Span<byte> bytes = stackalloc byte[LengthMax];
        bool isRead = HexBytes.TryParse(text, bytes, out int length);
        key = isRead ? new ClientKey(bytes[..length].ToArray()) : default;
        return isRead;
    }

    /// <summary>
    /// A hash that is the same on every gateway, in every release: it decides where in a range a client's address is
    /// looked for. FNV-1a, mixed once more because its low bits are weak for keys that differ in the last byte alone.
    /// </summary>
    internal ulong StableHash()
    {
        ulong hash = Fnv1aOffset;
        foreach (byte value in Bytes) hash = (hash ^ value) * Fnv1aPrime;
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }

    public bool Equals(ClientKey other) => _hash == other._hash && Bytes.SequenceEqual(other.Bytes);
    public override bool Equals(object? obj) => obj is ClientKey other && Equals(other);
    public override int GetHashCode() => _hash;
    public override string ToString() => HexBytes.Format(Bytes);

    public static bool operator ==(ClientKey left, ClientKey right) => left.Equals(right);
    public static bool operator !=(ClientKey left, ClientKey right) => !left.Equals(right);
}
