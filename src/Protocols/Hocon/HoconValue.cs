namespace Polymasq.Protocols.Hocon;

/// <summary>A resolved value: no substitution is left in it. Immutable, and knows where it was written.</summary>
public abstract class HoconValue(HoconOrigin origin)
{
    /// <summary>Where the value itself stands; for a substituted value, where the substitution found it.</summary>
    public HoconOrigin Origin { get; } = origin;

    public abstract HoconKind Kind { get; }

    /// <summary>Values and characters in this tree, so that growth by repeated substitution can be bounded.</summary>
    internal abstract long Size { get; }
}

/// <summary>A string, number, boolean or null, with the text it was written with. A number's text is always a JSON number.</summary>
public sealed class HoconScalar(HoconOrigin origin, HoconKind kind, string text) : HoconValue(origin)
{
    public override HoconKind Kind { get; } = kind;

    public string Text { get; } = text;

    internal override long Size => 1 + Text.Length;
}

/// <summary>A list of values.</summary>
public sealed class HoconList(HoconOrigin origin, IReadOnlyList<HoconValue> items) : HoconValue(origin)
{
    public override HoconKind Kind => HoconKind.List;

    public IReadOnlyList<HoconValue> Items { get; } = items;

    internal override long Size { get; } = 1 + items.Sum(i => i.Size);
}

/// <summary>A field of an object, with the place its key was last written at.</summary>
public sealed record HoconMember(HoconOrigin KeyOrigin, HoconValue Value);

/// <summary>An object. Its keys keep the order in which they first appeared.</summary>
public sealed class HoconObject(HoconOrigin origin, OrderedDictionary<string, HoconMember> members) : HoconValue(origin)
{
    public override HoconKind Kind => HoconKind.Object;

    public IReadOnlyDictionary<string, HoconMember> Members => members;

    internal override long Size { get; } = 1 + members.Sum(m => m.Key.Length + m.Value.Value.Size);
}
