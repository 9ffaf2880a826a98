namespace Polymasq.Protocols.Hocon;

/// <summary>A value as it was written: it may hold substitutions, and nothing was looked up yet.</summary>
internal abstract class HoconNode(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;

    /// <summary>A scalar or a list: whatever it overrides can't be seen through it any more.</summary>
    public bool HidesWhatItOverrides => this is ScalarNode or ListNode;
}

/// <summary>A scalar. A gap is the blank between two parts of a concatenation, which vanishes when they turn out to be lists or objects.</summary>
internal sealed class ScalarNode(HoconScalar value, bool isGap = false) : HoconNode(value.Origin)
{
    public HoconScalar Value { get; } = value;

    public bool IsGap { get; } = isGap;
}

internal sealed class ListNode(HoconOrigin origin) : HoconNode(origin)
{
    public List<HoconNode> Items { get; } = [];
}

internal sealed class ObjectNode(HoconOrigin origin) : HoconNode(origin)
{
    public OrderedDictionary<string, HoconField> Fields { get; } = [];

    public HoconField Field(string key, HoconOrigin keyOrigin)
    {
        if (!Fields.TryGetValue(key, out HoconField? field)) Fields.Add(key, field = new HoconField(keyOrigin));
        field.KeyOrigin = keyOrigin;
        return field;
    }

    /// <summary>Lays the other's fields over these, as if they had been written after them.</summary>
    public void Merge(ObjectNode other)
    {
        foreach ((string key, HoconField field) in other.Fields)
        {
            HoconField mine = Field(key, field.KeyOrigin);
            foreach (HoconNode layer in field.Layers) mine.Add(layer);
        }
    }
}

/// <summary>
/// <c>${path}</c> or <c>${?path}</c>. In an included file the path starts with the path of the include (the prefix), and is
/// looked up a second time without it. A look-back is what <c>+=</c> means inside a list, where no path leads.
/// </summary>
internal sealed class SubstitutionNode(HoconOrigin origin, string[] path, bool isOptional) : HoconNode(origin)
{
    public string[] Path { get; } = path;

    public bool IsOptional { get; } = isOptional;

    public int PrefixLength { get; init; }

    public bool IsEnvironmentList { get; init; }

    public bool IsLookBack { get; init; }

    public override string ToString() =>
        $"${{{(IsOptional ? "?" : "")}{HoconPath.Render(Path.AsSpan(PrefixLength))}{(IsEnvironmentList ? "[]" : "")}}}";
}

/// <summary>Values side by side. At least one is a substitution; neighbours that could be joined at once were.</summary>
internal sealed class ConcatenationNode(HoconOrigin origin, List<HoconNode> pieces) : HoconNode(origin)
{
    public List<HoconNode> Pieces { get; } = pieces;

    /// <summary>Set for <c>a += literal</c>: more literals can be appended to its list without a further layer.</summary>
    public ListNode? Appended { get; init; }
}
