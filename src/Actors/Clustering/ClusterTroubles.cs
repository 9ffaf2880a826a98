using System.Collections.Immutable;
using System.Globalization;

namespace Polymasq.Actors.Clustering;

/// <summary>What a gateway has to compare with the others.</summary>
/// <param name="Own">What it says of itself.</param>
/// <param name="Peers">The other members.</param>
internal sealed record ClusterComparison(ClusterSettings Settings, ClusterMember Own, ImmutableArray<ClusterMember> Peers);

/// <summary>Finds what gateways disagree about, and words it. Pure.</summary>
internal static class ClusterTroubles
{
    private const int DifferencesShown = 3;

    /// <summary>A name with the address, so that one knows which machine to look at.</summary>
    public static string NameOf(ClusterMember member) => member.Address is { } address ? $"{member.Name} ({address})" : member.Name;

    /// <summary>Pools: ours against the cluster's, or those of others. <see cref="PoolAgreement"/> decides whose count.</summary>
    public static IEnumerable<ClusterTrouble> Pools(ClusterComparison all)
    {
        ImmutableArray<ClusterMember> members = [all.Own, .. all.Peers];
        if (PoolAgreement.Reference(members) is not { } reference) yield break;
        foreach (ClusterMember member in members.Where(static member => member.Pools.Count > 0))
        {
            PoolDifference[] differences = [.. PoolAgreement.Differences(member.Pools, reference.Pools)];
            if (differences.Length == 0) continue;
            if (member == all.Own)
            {
                string text = $"the DHCP pools here are not those of {NameOf(reference)}: {ListOf(differences, "here", "there")}; "
                    + "new clients are left to the others until dhcp4.subnets is the same on all gateways";
                yield return new ClusterTrouble(TroubleKind.PoolsDiffer, member.Name, text);
            }
            else
            {
                string text = $"the DHCP pools of {NameOf(member)} are not those of {NameOf(reference)}: {ListOf(differences, $"on {member.Name}", $"on {reference.Name}")}; "
                    + $"{member.Name} leaves new clients to the others until dhcp4.subnets is the same on all gateways";
                yield return new ClusterTrouble(TroubleKind.PeerPoolsDiffer, member.Name, text);
            }
        }
    }

    public static IEnumerable<ClusterTrouble> Secrets(ClusterComparison all)
    {
        foreach (ClusterMember peer in all.Peers.Where(peer => peer.SecretDigest != all.Own.SecretDigest))
        {
            string what = all.Own.SecretDigest.Length == 0 ? $"cluster.secret-file is not set here, but on {NameOf(peer)} it is"
                : peer.SecretDigest.Length == 0 ? $"cluster.secret-file is set here, but not on {NameOf(peer)}"
                : $"cluster.secret-file holds another secret than on {NameOf(peer)}";
            yield return new ClusterTrouble(TroubleKind.SecretDiffers, peer.Name, $"{what}: the two do not ask each other for names");
        }
    }

    /// <summary>Clocks that are more than half the bound apart; one that was, until it is clearly less.</summary>
    public static IEnumerable<ClusterTrouble> Clocks(ClusterComparison all, ClockSkews skews, IReadOnlyList<ClusterTrouble> before)
    {
        foreach (ClusterMember peer in all.Peers)
        {
            if (skews.Of(peer.Name) is not { } skew) continue;
            bool wasTold = before.Any(trouble => trouble.Kind == TroubleKind.ClockDiffers && trouble.About == peer.Name);
            if (skew.Duration() <= all.Settings.ClockBound * (wasTold ? 0.4 : 0.5)) continue;
            string direction = skew > TimeSpan.Zero ? "ahead of" : "behind";
            string text = $"the clock of {NameOf(peer)} is {SecondsOf(skew.Duration())} {direction} this gateway's, more than half of cluster.clock-bound "
                + $"({SecondsOf(all.Settings.ClockBound)}): set the clocks; past the bound a lease may be given away that its holder still counts on";
            yield return new ClusterTrouble(TroubleKind.ClockDiffers, peer.Name, text);
        }
    }

    public static IEnumerable<ClusterTrouble> Unreadable(IReadOnlyDictionary<string, string> unreadable, StoreKeys keys) => unreadable.Select(pair =>
        new ClusterTrouble(TroubleKind.Unreadable, pair.Key, $"the record {keys.OfGateway(pair.Key)} cannot be read and counts for nothing: {pair.Value}"));

    public static ClusterTrouble NameTaken(ClusterSettings settings, ClusterMember rival) => new(TroubleKind.NameTaken, settings.Gateway,
        $"another gateway {NameOf(rival)}, running since {MomentOf(rival.StartedAt)}, is already a member of cluster '{settings.Name}' by this name: "
        + "give one of the two another node.name; this one serves no DHCP until the other is gone");

    public static ClusterTrouble PutDown(ClusterSettings settings, DownMark mark) => new(TroubleKind.PutDown, settings.Gateway,
        $"put down by an operator at {mark.By} on {MomentOf(mark.At)}: this gateway serves no DHCP until 'polymasq cluster resume' here, or its restart");

    private static string ListOf(PoolDifference[] differences, string ours, string theirs)
    {
        IEnumerable<string> shown = differences.Take(DifferencesShown)
            .Select(difference => $"{difference.Key} is {difference.Ours ?? "missing"} {ours} and {difference.Theirs ?? "missing"} {theirs}");
        return string.Join(", ", shown) + (differences.Length > DifferencesShown ? $", and {differences.Length - DifferencesShown} more" : "");
    }

    private static string SecondsOf(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private static string MomentOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
