namespace Polymasq.Protocols.Hocon;

/// <summary>What values are, without resolving what is inside them.</summary>
internal sealed partial class HoconResolver
{
    private readonly Dictionary<HoconNode, HoconHead> _heads = [];

    private HoconHead HeadOf(IReadOnlyList<HoconLayer> layers)
    {
        List<ObjectNode>? objects = null;
        SubstitutionNode? substitution = null;
        foreach (HoconLayer layer in layers)
        {
            HoconHead head = HeadOf(layer);
            if (head.State == HoconState.Undefined) continue;
            if (objects is not null && head is { State: HoconState.Defined, Objects: null }) break; // hidden by the objects above it
            if (head.State != HoconState.Defined || head.Objects is null) return head;
            objects ??= [];
            objects.AddRange(head.Objects);
            substitution ??= head.Substitution;
        }

        return objects is null ? HoconHead.Undefined : new HoconHead(HoconState.Defined) { Objects = objects, Substitution = substitution };
    }

    private HoconHead HeadOf(HoconLayer layer) => layer.Node switch
    {
        ScalarNode scalar => new HoconHead(HoconState.Defined) { Value = scalar.Value },
        ListNode list => new HoconHead(HoconState.Defined) { List = list },
        ObjectNode obj => new HoconHead(HoconState.Defined) { Objects = [obj] },
        _ => Remembered(layer),
    };

    // HOCON: each occurrence of a substitution is resolved once, so that fields which look at each other agree.
    private HoconHead Remembered(HoconLayer layer)
    {
        if (_heads.TryGetValue(layer.Node, out HoconHead? known)) return known;
        HoconHead head = Look(layer);
        if (head.State != HoconState.Circular && !_isExhausted) _heads[layer.Node] = head;
        return head;
    }

    private HoconHead Look(HoconLayer layer)
    {
        if (!Enter(layer.Node)) return HoconHead.Failed;
        int? before = Hide(layer);
        HoconHead head = layer.Node is ConcatenationNode concatenation ? HeadOf(concatenation, layer) : HeadOf((SubstitutionNode)layer.Node, layer);
        Reveal(layer, before);
        _depth--;
        return head;
    }

    private HoconHead HeadOf(SubstitutionNode substitution, HoconLayer layer)
    {
        HoconHead head = HeadOf(Target(substitution, layer, out bool isCircular));
        if (head.State == HoconState.Defined) return head with { Substitution = substitution };
        if (head.State == HoconState.Undefined && !substitution.IsOptional)
        {
            Report(substitution, isCircular ? $"{substitution} refers back to itself" : NotDefined(substitution));
            return HoconHead.Failed;
        }

        return head.State == HoconState.Circular ? new HoconHead(Break(substitution).State) : head;
    }

    private static string NotDefined(SubstitutionNode substitution)
    {
        string name = substitution.ToString();
        return $"{name} is not defined, neither in the configuration nor in the environment (${{?{name[2..]} would allow that)";
    }

    /// <summary>The layers a substitution stands for; the environment is asked only when no key of that path exists.</summary>
    private IReadOnlyList<HoconLayer> Target(SubstitutionNode substitution, HoconLayer layer, out bool isCircular)
    {
        _wasCut = false;
        IReadOnlyList<HoconLayer> found = Find(substitution, layer);
        isCircular = found.Count == 0 && _wasCut;
        if (found.Count > 0 || substitution.IsLookBack) return found;
        return FromEnvironment(substitution) is { } node ? [new HoconLayer(null, 0, node)] : [];
    }

    private IReadOnlyList<HoconLayer> Find(SubstitutionNode substitution, HoconLayer layer)
    {
        if (substitution.IsLookBack) return layer.Field is { } field ? Visible(field) : [];
        IReadOnlyList<HoconLayer> found = LookUp(substitution.Path);
        return found.Count == 0 && substitution.PrefixLength > 0 ? LookUp(substitution.Path.AsSpan(substitution.PrefixLength)) : found;
    }

    private HoconNode? FromEnvironment(SubstitutionNode substitution)
    {
        string name = string.Join('.', substitution.Path.Skip(substitution.PrefixLength));
        if (!substitution.IsEnvironmentList) return FromEnvironment(substitution.Origin, name);
        ListNode list = new(substitution.Origin);
        while (list.Items.Count < HoconLimits.FilesMax && FromEnvironment(substitution.Origin, $"{name}_{list.Items.Count}") is { } item) list.Items.Add(item);
        return list.Items.Count > 0 ? list : null;
    }

    private ScalarNode? FromEnvironment(HoconOrigin origin, string name) =>
        environment(name) is { } value ? new ScalarNode(new HoconScalar(origin, HoconKind.String, value)) : null;
}
