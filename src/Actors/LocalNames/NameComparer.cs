using Polymasq.Actors.Caching;

namespace Polymasq.Actors.LocalNames;

/// <summary>Compares names in lower case octet by octet; tables keyed by arrays can be asked with a <see cref="HashedName"/>.</summary>
internal sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<HashedName, byte[]>
{
    private NameComparer()
    {
    }

    public static NameComparer Instance { get; } = new();

    // Clients choose names, but not which of them meet in one bucket.
    public static int Hash(ReadOnlySpan<byte> octets) => (int)KeyedHash.OfThisProcess.Of(octets);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => Hash(obj);

    public bool Equals(HashedName alternate, byte[] other) => alternate.Octets.SequenceEqual(other);

    public int GetHashCode(HashedName alternate) => alternate.Hash;

    public byte[] Create(HashedName alternate) => alternate.Octets.ToArray();
}
