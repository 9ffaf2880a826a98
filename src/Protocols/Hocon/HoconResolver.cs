namespace Polymasq.Protocols.Hocon;

/// <summary>
/// Turns nodes into values by looking up substitutions. Everything is asked for lazily, by path, so that an object can refer to a
/// path within itself; while a layer of a field is being resolved, that layer and those above it are hidden, so that a field can
/// refer to what it overrides (HOCON "Self-Referential Substitutions").
/// </summary>
internal sealed partial class HoconResolver(ObjectNode? root, HoconEnvironment environment, HoconErrors errors)
{
    private readonly HashSet<HoconNode> _visited = [];
    private readonly HashSet<HoconNode> _reported = [];
    private readonly List<IReadOnlyList<ObjectNode>> _openObjects = [];
    private readonly HashSet<ListNode> _openLists = [];
    private int _depth;
    private int _repeats;
    private bool _isExhausted;

    public HoconValue? ResolveRoot(HoconNode document) => Evaluate([new HoconLayer(null, 0, document)]).Value;

    /// <summary>The value of what these layers, the highest first, amount to together.</summary>
    private HoconOutcome Evaluate(List<HoconLayer> layers)
    {
        if (layers.Count == 0) return HoconOutcome.Undefined;
        if (!Enter(layers[0].Node)) return HoconOutcome.Failed;
        HoconHead head = HeadOf(layers);
        HoconOutcome outcome = Finish(head);
        _depth--;
        return outcome.State == HoconState.Circular && head.Substitution is { } substitution ? Break(substitution) : outcome;
    }

    // HOCON: a cycle counts as a missing value, which is no error for the optional form.
    private HoconOutcome Break(SubstitutionNode substitution) =>
        substitution.IsOptional ? HoconOutcome.Undefined : Report(substitution, $"{substitution} is part of a cycle of substitutions");

    private HoconOutcome Finish(HoconHead head) => head.State switch
    {
        HoconState.Defined when head.Objects is { } objects => ResolveObject(objects),
        HoconState.Defined when head.List is { } list => ResolveList(list),
        HoconState.Defined => Bounded(head.Value!),
        _ => new HoconOutcome(head.State, null),
    };

    private HoconOutcome ResolveObject(IReadOnlyList<ObjectNode> parts)
    {
        // An object merged with itself is itself. Two substitutions of what contains them would double the parts at each turn otherwise.
        parts = [.. parts.Distinct()];
        // The same parts inside themselves never end. Look-back can't help: it works on fields, not on what contains them.
        if (_openObjects.Exists(o => o.SequenceEqual(parts))) return HoconOutcome.Circular;
        _openObjects.Add(parts);
        OrderedDictionary<string, HoconMember> members = [];
        HoconState state = HoconState.Defined;
        for (int i = parts.Count - 1; i >= 0 && state == HoconState.Defined; i--)
        {
            foreach (string key in parts[i].Fields.Keys)
            {
                if (IsIn(parts, i + 1, key)) continue;
                HoconOutcome member = Evaluate(Child(parts, key));
                if (member.Value is not null) members.Add(key, new HoconMember(parts.First(part => part.Fields.ContainsKey(key)).Fields[key].KeyOrigin, member.Value));
                else if (member.State == HoconState.Circular) state = member.State;
                if (state == HoconState.Circular) break;
            }
        }

        _openObjects.RemoveAt(_openObjects.Count - 1);
        return state == HoconState.Defined ? Bounded(new HoconObject(parts[0].Origin, members)) : new HoconOutcome(state, null);
    }

    private static bool IsIn(IReadOnlyList<ObjectNode> parts, int from, string key)
    {
        for (int i = from; i < parts.Count; i++)
        {
            if (parts[i].Fields.ContainsKey(key)) return true;
        }

        return false;
    }

    private HoconOutcome ResolveList(ListNode list)
    {
        if (!_openLists.Add(list)) return HoconOutcome.Circular;
        List<HoconValue> items = new(list.Items.Count);
        HoconState state = HoconState.Defined;
        foreach (HoconNode node in list.Items)
        {
            HoconOutcome item = Evaluate([new HoconLayer(null, 0, node)]);
            if (item.Value is not null) items.Add(item.Value);
            else if (item.State == HoconState.Circular) state = item.State;
            if (state == HoconState.Circular) break;
        }

        _openLists.Remove(list);
        return state == HoconState.Defined ? Bounded(new HoconList(list.Origin, items)) : new HoconOutcome(state, null);
    }

    private HoconOutcome Bounded(HoconValue value)
    {
        if (value.Size <= HoconLimits.ResolvedSizeMax) return new HoconOutcome(HoconState.Defined, value);
        return Exhaust(value.Origin, "the resolved configuration grows too large here");
    }

    private bool Enter(HoconNode node)
    {
        if (_isExhausted) return false;
        if (!_visited.Add(node)) _repeats++;
        if (++_depth > HoconLimits.ResolveDepthMax) Exhaust(node.Origin, $"values and substitutions are more than {HoconLimits.ResolveDepthMax} deep here");
        else if (_repeats > HoconLimits.ResolveRepeatsMax) Exhaust(node.Origin, "the substitutions need too many look-ups");
        else return true;
        return false;
    }

    private HoconOutcome Exhaust(HoconOrigin origin, string message)
    {
        if (!_isExhausted) errors.Add(origin, message);
        _isExhausted = true;
        return HoconOutcome.Failed;
    }

    private HoconOutcome Report(HoconNode node, string message)
    {
        if (_reported.Add(node)) errors.Add(node.Origin, message);
        return HoconOutcome.Failed;
    }
}
