namespace Polymasq.Actors.LocalNames;

/// <summary>Compares names in lower case octet by octet; tables keyed by arrays can be asked with a <see cref="HashedName"/>.</summary>
internal sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<HashedName, byte[]>
{
    private NameComparer()
    {
    }

    public static NameComparer Instance { get; } = new();

    // HashCode is seeded per process: clients choose names, but not which of them meet in one bucket.
    public static int Hash(ReadOnlySpan<byte> octets)
    {
        HashCode hash = default;
        hash.AddBytes(octets);
        return hash.ToHashCode();
    }

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => Hash(obj);

    public bool Equals(HashedName alternate, byte[] other) => alternate.Octets.SequenceEqual(other);

    public int GetHashCode(HashedName alternate) => alternate.Hash;

    public byte[] Create(HashedName alternate) => alternate.Octets.ToArray();
}
