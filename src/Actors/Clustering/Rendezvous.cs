using System.Collections.Immutable;
using System.Text;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// Rendezvous hashing: each gateway has a weight for each key, and the heaviest is responsible. A gateway that comes or goes
/// moves only its own share. The same on every gateway and in every release.
/// </summary>
public static class Rendezvous
{
    private const ulong Offset = 14695981039346656037; // FNV-1a, 64 bits
    private const ulong Prime = 1099511628211;

    /// <summary>A number for a gateway's name; computed once for each view, not for each key.</summary>
    public static ulong HashOf(string name) => HashOf(Encoding.UTF8.GetBytes(name));

    /// <summary>A number for a key, for example a name on the wire in lower case.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> key)
    {
        ulong hash = Offset;
        foreach (byte octet in key) hash = (hash ^ octet) * Prime;
        return Mix(hash);
    }

    /// <summary>The weight of a gateway for a key.</summary>
    public static ulong WeightOf(ulong gateway, ulong key) => Mix(gateway ^ Mix(key));

    /// <summary>The place of the heaviest; -1 if there is none. Ties go to the first.</summary>
    public static int Heaviest(ReadOnlySpan<ulong> gateways, ulong key)
    {
        int heaviest = -1;
        ulong most = 0;
        for (int i = 0; i < gateways.Length; i++)
        {
            ulong weight = WeightOf(gateways[i], key);
            if (heaviest >= 0 && weight <= most) continue;
            (heaviest, most) = (i, weight);
        }
        return heaviest;
    }

    /// <summary>The members in the order in which they are responsible for a key.</summary>
    public static ImmutableArray<ClusterMember> Order(ImmutableArray<ClusterMember> members, ulong key) =>
        [.. members.OrderByDescending(member => WeightOf(HashOf(member.Name), key)).ThenBy(member => member.Name, StringComparer.Ordinal)];

    // The finalizer of splitmix64: each bit of the input moves about half of the output's.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
