namespace Polymasq.Protocols.Hocon;

/// <summary>Concatenations whose parts are known only now.</summary>
internal sealed partial class HoconResolver
{
    private HoconHead HeadOf(ConcatenationNode concatenation, HoconLayer layer)
    {
        List<HoconHead> heads = [];
        foreach (HoconNode piece in concatenation.Pieces)
        {
            // The whole concatenation's layer is hidden already; a piece keeps the field only for looking back.
            HoconHead head = HeadOf(layer with { Node = piece });
            if (head.State is HoconState.Failed or HoconState.Circular) return head;
            if (head.State == HoconState.Defined) heads.Add(piece is ScalarNode { IsGap: true } ? head with { IsGap = true } : head);
        }

        bool hasTree = heads.Exists(h => h.Objects is not null || h.List is not null || h.Value is HoconList);
        if (hasTree) heads.RemoveAll(h => h.IsGap);
        if (heads.Count == 0) return HoconHead.Undefined;
        if (heads.Count == 1 && !heads[0].IsGap) return heads[0];
        if (heads.TrueForAll(h => h.Objects is not null)) return Merge(heads);
        return Join(concatenation, heads, hasTree);
    }

    private static HoconHead Merge(List<HoconHead> heads)
    {
        heads.Reverse();
        return new HoconHead(HoconState.Defined) { Objects = [.. heads.SelectMany(h => h.Objects!)], Substitution = heads.Find(h => h.Substitution is not null)?.Substitution };
    }

    private HoconHead Join(ConcatenationNode concatenation, List<HoconHead> heads, bool hasTree)
    {
        List<HoconValue> values = [];
        foreach (HoconHead head in heads)
        {
            HoconOutcome outcome = Finish(head);
            if (outcome.State == HoconState.Circular && head.Substitution is { } substitution) outcome = Break(substitution);
            if (outcome.Value is not null) values.Add(outcome.Value);
            else if (outcome.State != HoconState.Undefined) return new HoconHead(outcome.State);
        }

        HoconValue? joined = hasTree ? JoinLists(concatenation.Origin, values) : JoinText(concatenation.Origin, values);
        if (joined is not null) return new HoconHead(HoconState.Defined) { Value = joined };
        Report(concatenation, $"{string.Join(" and ", values.Select(v => Describe(v)).Distinct())} can't be joined: all must be text, or all lists, or all objects");
        return HoconHead.Failed;
    }

    private static HoconScalar JoinText(HoconOrigin origin, List<HoconValue> values) =>
        new(origin, HoconKind.String, string.Concat(values.Select(v => ((HoconScalar)v).Text)));

    // HOCON "Conversion of numerically-indexed objects to arrays": where a list is expected, {"0": x} is [x].
    private static HoconList? JoinLists(HoconOrigin origin, List<HoconValue> values)
    {
        List<HoconValue> items = [];
        foreach (HoconValue value in values)
        {
            if (!HoconConversions.TryGetList(value, out IReadOnlyList<HoconValue> part)) return null;
            items.AddRange(part);
        }

        return new HoconList(origin, items);
    }

    private static string Describe(HoconValue value) => value.Kind switch
    {
        HoconKind.List => "a list",
        HoconKind.Object => "an object",
        _ => "text",
    };
}
