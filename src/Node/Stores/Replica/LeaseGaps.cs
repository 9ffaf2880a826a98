namespace Polymasq.Node.Stores.Replica;

/// <summary>What a copy lacks: gaps in order, none overlapping another of its kind. A value: changes make a new one.</summary>
internal sealed class LeaseGaps(IEnumerable<LeaseGap> gaps)
{
    /// <summary>More are merged with their neighbours: a gap may be greater than what is missing, never smaller.</summary>
    public const int CountMax = 64;

    private readonly LeaseGap[] _gaps = Ordered(gaps);

    public static LeaseGaps None { get; } = new([]);

    public IReadOnlyList<LeaseGap> All => _gaps;

    /// <summary>Up to where the newest event of each address is known, of a copy that stands at a revision.</summary>
    public long KnownUpTo(long position) => _gaps.Where(gap => gap.IsHole).Select(gap => gap.After).Append(position).Min();

    public LeaseGaps With(LeaseGap gap) => gap.After < gap.Until ? new LeaseGaps([.. _gaps, gap]) : this;

    /// <summary>The newest events are known now; those between are missing as before.</summary>
    public LeaseGaps WithStateKnown() => new(_gaps.Select(gap => gap with { IsHole = false }));

    /// <summary>The stream is followed anew from before the first hole, and brings what is in the holes.</summary>
    public LeaseGaps WithoutHoles() => new(_gaps.Where(gap => !gap.IsHole));

    /// <summary>All events of these revisions are there.</summary>
    public LeaseGaps Without(long after, long until) => new(_gaps.SelectMany(gap => Rest(gap, after, until)));

    /// <summary>What of these gaps is missing according to the others too.</summary>
    public IEnumerable<LeaseGap> Common(IEnumerable<LeaseGap> others) =>
        from gap in _gaps
        from other in others
        let common = gap with { After = Math.Max(gap.After, other.After), Until = Math.Min(gap.Until, other.Until) }
        where common.After < common.Until
        select common;

    private static IEnumerable<LeaseGap> Rest(LeaseGap gap, long after, long until)
    {
        LeaseGap before = gap with { Until = Math.Min(gap.Until, after) };
        LeaseGap behind = gap with { After = Math.Max(gap.After, until) };
        bool isApart = until <= gap.After || after >= gap.Until;
        LeaseGap[] rest = isApart ? [gap] : [before, behind];
        return rest.Where(piece => piece.After < piece.Until);
    }

    private static LeaseGap[] Ordered(IEnumerable<LeaseGap> gaps)
    {
        List<LeaseGap> merged = [];
        foreach (LeaseGap gap in gaps.OrderBy(gap => gap.After))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.IsHole == gap.IsHole && gap.After <= last.Until)
                merged[^1] = last with { Until = Math.Max(last.Until, gap.Until) };
            else merged.Add(gap);
        }
        while (merged.Count > CountMax)
        {
            LeaseGap second = merged[1];
            merged[0] = new LeaseGap(merged[0].After, Math.Max(merged[0].Until, second.Until), merged[0].IsHole || second.IsHole);
            merged.RemoveAt(1);
        }
        return [.. merged];
    }
}
