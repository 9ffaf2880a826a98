using System.Globalization;

namespace Polymasq.Protocols.Hocon;

/// <summary>What a value is when somebody asks for a type (HOCON "Automatic type conversions"). Null is no value of any type.</summary>
public static class HoconConversions
{
    /// <summary>The text of a string, number or boolean.</summary>
    public static bool TryGetString(HoconValue value, out string text)
    {
        text = value is HoconScalar { Kind: not HoconKind.Null } scalar ? scalar.Text : "";
        return value is HoconScalar { Kind: not HoconKind.Null };
    }

    /// <summary>true, yes, on; false, no, off.</summary>
    public static bool TryGetBoolean(HoconValue value, out bool result)
    {
        string? text = value is HoconScalar { Kind: HoconKind.Boolean or HoconKind.String } scalar ? scalar.Text : null;
        result = text is "true" or "yes" or "on";
        return result || text is "false" or "no" or "off";
    }

    /// <summary>A whole number, also when it is written as 1e3 or 10.0, or as a string.</summary>
    public static bool TryGetInteger(HoconValue value, out long result)
    {
        result = 0;
        if (!TryGetNumber(value, out decimal number) || number != decimal.Truncate(number)) return false;
        if (number is < long.MinValue or > long.MaxValue) return false;
        result = (long)number;
        return true;
    }

    public static bool TryGetNumber(HoconValue value, out decimal result)
    {
        result = 0;
        return value is HoconScalar { Kind: HoconKind.Number or HoconKind.String } scalar && TryReadNumber(scalar.Text, out result);
    }

    /// <summary>The items of a list, or of an object whose keys are whole numbers: other keys don't count, and gaps close.</summary>
    public static bool TryGetList(HoconValue value, out IReadOnlyList<HoconValue> items)
    {
        items = [];
        if (value is HoconList list) items = list.Items;
        if (value is not HoconObject obj) return value is HoconList;

        SortedDictionary<int, HoconValue> byIndex = [];
        foreach ((string key, HoconMember member) in obj.Members)
        {
            if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index)) byIndex[index] = member.Value;
        }

        items = [.. byIndex.Values];
        return items.Count > 0;
    }

    internal static bool TryReadNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return HoconCharacters.IsJsonNumber(text)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
