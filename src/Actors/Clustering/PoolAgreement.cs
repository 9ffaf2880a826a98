using System.Collections.Immutable;

namespace Polymasq.Actors.Clustering;

/// <summary>A key that two gateways have different values for; null where one of them has none.</summary>
internal readonly record struct PoolDifference(string Key, string? Ours, string? Theirs);

/// <summary>
/// Whose pools are the cluster's: the definition that most members hold, and of two that are held by as many, that of the member that
/// has run for longest. So pools can be changed on one gateway after the other, and one that was forgotten harms nobody. Pure, and the same on all gateways.
/// </summary>
internal static class PoolAgreement
{
    /// <summary>A member whose pools are the cluster's, the first by name; null when nobody serves DHCP. Members without pools have no say.</summary>
    public static ClusterMember? Reference(ImmutableArray<ClusterMember> members) => members
        .Where(static member => member.Pools.Count > 0)
        .GroupBy(static member => member.Pools, SamePools.Instance)
        .OrderByDescending(static group => group.Count())
        .ThenBy(static group => group.Min(static member => member.StartedAt))
        .ThenBy(static group => group.Min(static member => member.Name), StringComparer.Ordinal)
        .FirstOrDefault()?.MinBy(static member => member.Name, StringComparer.Ordinal);

    /// <summary>In the order of keys; empty when they are the same.</summary>
    public static IEnumerable<PoolDifference> Differences(ImmutableSortedDictionary<string, string> ours, ImmutableSortedDictionary<string, string> theirs) =>
        ours.Keys.Union(theirs.Keys)
            .Order(StringComparer.Ordinal)
            .Select(key => new PoolDifference(key, ours.GetValueOrDefault(key), theirs.GetValueOrDefault(key)))
            .Where(static difference => difference.Ours != difference.Theirs);

    private sealed class SamePools : IEqualityComparer<ImmutableSortedDictionary<string, string>>
    {
        public static SamePools Instance { get; } = new();

        public bool Equals(ImmutableSortedDictionary<string, string>? x, ImmutableSortedDictionary<string, string>? y) => x!.SequenceEqual(y!);

        public int GetHashCode(ImmutableSortedDictionary<string, string> pools) => pools.Count;
    }
}
