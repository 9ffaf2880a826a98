using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration;

/// <summary>A value with the key it stands under and the place it was written at: all that an error message needs.</summary>
internal sealed record ConfigurationValue(HoconValue Value, HoconOrigin Origin, string Key, ConfigurationErrors Errors)
{
    public void Wrong(string what) => Errors.Add(Origin, Key, what);

    public void Warn(string what) => Errors.Warn(Origin, Key, what);

    /// <summary>A text; wrong where it is a list or an object.</summary>
    public string Text(string allowed)
    {
        if (HoconConversions.TryGetString(Value, out string text)) return text;
        Wrong($"{What()} where {allowed} is expected");
        return "";
    }

    /// <summary>The items of a list. A single value counts as a list of one, as in dnsmasq a key is simply given again.</summary>
    public IReadOnlyList<ConfigurationValue> Items()
    {
        if (Value.Kind == HoconKind.Null) return [];
        if (!HoconConversions.TryGetList(Value, out IReadOnlyList<HoconValue> items)) return [this with { Key = Key + "[0]" }];
        return [.. items.Select((item, at) => new ConfigurationValue(item, item.Origin, $"{Key}[{at}]", Errors))];
    }

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> Texts(string allowed) => [.. Items().Select(item => item.Text(allowed))];

    /// <summary>The value as an object; an empty one, and an error, where it is none.</summary>
    public ConfigurationSection Section(string allowed) => new(ObjectOrNull(allowed), Key, Errors);

    public HoconObject? ObjectOrNull(string allowed)
    {
        if (Value is HoconObject obj) return obj;
        Wrong($"{What()} where {allowed} is expected");
        return null;
    }

    /// <summary>The value as an operator would call it.</summary>
    public string What() => Value switch
    {
        HoconScalar { Kind: HoconKind.Null } => "null",
        HoconScalar scalar => $"'{scalar.Text}'",
        HoconList => "a list",
        _ => "an object",
    };
}
