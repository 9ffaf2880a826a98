using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Blocking;

/// <summary>
/// The names of all blocklists: their octets one after the other in one array, and a table of places in it. A name takes its own
/// length and about 14 octets, and a garbage collector sees two objects however many names there are. Never changed once it is built.
/// </summary>
/// <param name="entries">For each name: its rules, its length, its octets in lower case.</param>
/// <param name="slots">A power of two of them: 1 + the place of an entry, or 0.</param>
/// <param name="count">Names.</param>
/// <param name="labelsMin">Labels of the shortest name: names above it need no look-up.</param>
internal sealed class BlockSet(byte[] entries, int[] slots, int count, int labelsMin)
{
    public static BlockSet Empty { get; } = new([], [0], 0, int.MaxValue);

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

    private BlockRules Find(ReadOnlySpan<byte> name)
    {
        int mask = slots.Length - 1;
        for (int slot = NameComparer.Hash(name) & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int at = slots[slot] - 1;
            if (entries[at + 1] == name.Length && entries.AsSpan(at + 2, name.Length).SequenceEqual(name)) return (BlockRules)entries[at];
        }
        return BlockRules.None;
    }
}
