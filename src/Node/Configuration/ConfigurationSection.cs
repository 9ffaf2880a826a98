using System.Globalization;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration;

/// <summary>
/// An object of the configuration, read key by key. Errors are collected and a harmless value is returned, so that reading
/// goes on and finds the next one; keys that nobody asked for are errors too.
/// </summary>
/// <param name="missed">Told each key that was asked for and is not there, for the test that holds reference.conf and the readers together.</param>
internal sealed class ConfigurationSection(HoconObject? values, string path, ConfigurationErrors errors, Action<string>? missed = null)
{
    private readonly HashSet<string> _asked = [];

    /// <summary>All keys that are there, where the keys themselves are data, as in options.</summary>
    public IEnumerable<(string Name, ConfigurationValue Value)> Entries()
    {
        foreach ((string name, HoconMember member) in values?.Members ?? new Dictionary<string, HoconMember>())
        {
            _asked.Add(name);
            yield return (name, ValueOf(name, member));
        }
    }

    /// <summary>The value, or null where it is not there. What is written as null is wrong: it would take a default away and put nothing in its place.</summary>
    public ConfigurationValue? Find(string name)
    {
        _asked.Add(name);
        if (values is null || !values.Members.TryGetValue(name, out HoconMember? member)) missed?.Invoke(KeyOf(name));
        else if (member.Value.Kind != HoconKind.Null) return ValueOf(name, member);
        else ValueOf(name, member).Wrong("null is no value; leave the key out for its default");
        return null;
    }

    public ConfigurationSection Section(string name) =>
        new(Find(name)?.ObjectOrNull("a block { … }"), KeyOf(name), errors, missed);

    public string Text(string name, string allowed = "a text") => Find(name)?.Text(allowed) ?? "";

    /// <summary>The items of a list; none when the key is not there.</summary>
    public IReadOnlyList<ConfigurationValue> Items(string name) => Find(name)?.Items() ?? [];

    public IReadOnlyList<string> Texts(string name, string allowed) => [.. Items(name).Select(item => item.Text(allowed))];

    public bool Boolean(string name)
    {
        if (Find(name) is not { } value) return false;
        if (HoconConversions.TryGetBoolean(value.Value, out bool result)) return result;
        value.Wrong($"{value.What()} is neither true nor false");
        return false;
    }

    public int Integer(string name, int min, int max)
    {
        if (Find(name) is not { } value) return min;
        if (HoconConversions.TryGetInteger(value.Value, out long number) && number >= min && number <= max) return (int)number;
        value.Wrong(string.Create(CultureInfo.InvariantCulture, $"{value.What()} is not a whole number from {min} to {max}"));
        return min;
    }

    /// <summary>A time with its unit. 0 needs none.</summary>
    public TimeSpan Duration(string name, TimeSpan min, TimeSpan max) => Find(name) is { } value ? DurationOf(value, min, max) : min;

    /// <summary>As <see cref="Duration"/>, and null where the word says so or the key is not there.</summary>
    public TimeSpan? DurationOr(string word, string name, TimeSpan min, TimeSpan max)
    {
        if (Find(name) is not { } value) return null;
        return value.Value is HoconScalar scalar && scalar.Text == word ? null : DurationOf(value, min, max, $", or {word}");
    }

    /// <summary>A number of bytes with its unit.</summary>
    public long Size(string name, long min, long max)
    {
        if (Find(name) is not { } value) return min;
        string allowed = $"a size from {SizeText.Of(min)} to {SizeText.Of(max)} such as 64MiB";
        if (!HoconUnits.TryReadSize(value.Text(allowed), out long bytes)) value.Wrong($"{value.What()} is not {allowed}");
        else if (bytes < min || bytes > max) value.Wrong($"{value.What()} is out of bounds; allowed is {allowed}");
        else return bytes;
        return min;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(string name, params (string Word, T Meaning)[] choices)
    {
        if (Find(name) is not { } value) return choices[0].Meaning;
        string text = value.Text("a word");
        foreach ((string word, T meaning) in choices)
            if (word == text) return meaning;
        value.Wrong($"{value.What()} is not one of {string.Join(", ", choices.Select(choice => choice.Word))}");
        return choices[0].Meaning;
    }

    /// <summary>Complains of the keys that nobody asked for.</summary>
    public void End()
    {
        foreach ((string name, HoconMember member) in values?.Members ?? new Dictionary<string, HoconMember>())
        {
            if (_asked.Contains(name)) continue;
            string? nearest = NearestKey.Of(name, _asked);
            string hint = DnsmasqOptions.KeyOf(name) is { } other ? $"dnsmasq's {name} is {other} here" : nearest is null ? $"known here are {string.Join(", ", _asked.Order(StringComparer.Ordinal))}" : $"did you mean {nearest}?";
            errors.Add(member.KeyOrigin, KeyOf(name), $"there is no such key; {hint}");
        }
    }

    private static TimeSpan DurationOf(ConfigurationValue value, TimeSpan min, TimeSpan max, string also = "")
    {
        string allowed = $"a time from {TimeText.Of(min)} to {TimeText.Of(max)}{also}, with its unit: ms, s, m, h or d";
        string text = value.Text(allowed);
        if (!HoconUnits.TryReadDuration(text, out TimeSpan time)) value.Wrong($"{value.What()} is not {allowed}");
        else if (time != TimeSpan.Zero && !HoconUnits.HasUnit(text)) value.Wrong($"{value.What()} has no unit; allowed is {allowed}");
        else if (time < min || time > max) value.Wrong($"{value.What()} is out of bounds; allowed is {allowed}");
        else return time;
        return min;
    }

    private ConfigurationValue ValueOf(string name, HoconMember member) => new(member.Value, member.KeyOrigin, KeyOf(name), errors);

    private string KeyOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
