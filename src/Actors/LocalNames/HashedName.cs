namespace Polymasq.Actors.LocalNames;

/// <summary>Octets to look up in several tables with one hash: a name or a label, in lower case.</summary>
internal readonly ref struct HashedName
{
    public HashedName(ReadOnlySpan<byte> octets)
    {
        Octets = octets;
        Hash = NameComparer.Hash(octets);
    }

    public ReadOnlySpan<byte> Octets { get; }

    public int Hash { get; }
}
