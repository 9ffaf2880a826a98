using System.Globalization;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// The names of all blocklists. A name takes its own length and about 10 octets; a garbage collector sees an object without
/// references for each mebibyte of them. Never changed once it is built.
/// </summary>
/// <param name="names">The names.</param>
/// <param name="buckets">Where to look for them.</param>
/// <param name="count">Names.</param>
/// <param name="labelsMin">Labels of the shortest name: names above it need no look-up.</param>
internal sealed class BlockSet(BlockNames names, BlockBuckets buckets, int count, int labelsMin)
{
    public static BlockSet Empty { get; } = new BlockSetBuilder().Build();

    public int Count => count;

    /// <summary>Whether a name in lower case is blocked.</summary>
    public bool IsBlocked(ReadOnlySpan<byte> name)
    {
        if (count == 0) return false;
        bool isBlocked = false;
        BlockRules atName = BlockRules.Name | BlockRules.Tree;
        for (int labels = WireName.CountLabels(name); labels >= labelsMin; labels--)
        {
            BlockRules rules = Find(name);
            if ((rules & BlockRules.Allowed) != 0) return false;
            isBlocked |= (rules & atName) != 0;
            atName = BlockRules.Tree;
            name = WireName.Parent(name);
        }
        return isBlocked;
    }

    /// <summary>The same look-up for people: which entry it is.</summary>
    public string Explain(ReadOnlySpan<byte> name)
    {
        if (count == 0) return "none is loaded";
        string? reason = null;
        for (int labels = WireName.CountLabels(name), own = labels; labels >= labelsMin; labels--)
        {
            BlockRules rules = Find(name);
            if ((rules & BlockRules.Allowed) != 0) return $"{TextOf(name)} and all below it are excepted";
            if ((rules & BlockRules.Tree) != 0) reason ??= $"{TextOf(name)} and all below it are blocked";
            else if (labels == own && (rules & BlockRules.Name) != 0) reason ??= "the name is blocked";
            name = WireName.Parent(name);
        }

        return reason ?? string.Create(CultureInfo.InvariantCulture, $"not among {count:N0} names");
    }

    private static string TextOf(ReadOnlySpan<byte> name) => DnsName.TryFromWire(name, out DnsName read) ? DnsNameText.FormatRelative(read) : "?";

    private BlockRules Find(ReadOnlySpan<byte> name)
    {
        for (int place = buckets.First(buckets.Of(NameComparer.Hash(name))); place != 0; place = names.Next(place))
        {
            if (names.Name(place).SequenceEqual(name)) return names.Rules(place);
        }
        return BlockRules.None;
    }
}
