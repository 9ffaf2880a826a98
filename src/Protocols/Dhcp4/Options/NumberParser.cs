using System.Globalization;

namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>Numbers and switches.</summary>
internal static class NumberParser
{
    public static string? Numbers(OptionKind kind, string[] words, OptionBytes bytes)
    {
        if (words.Length == 0 || (words.Length > 1 && kind != OptionKind.UInt16List)) return $"{words.Length} values; allowed is {Allowed(kind)}";
        foreach (string word in words)
            if (!TryAdd(kind, word, bytes)) return $"'{word}' is not allowed; allowed is {Allowed(kind)}";
        return null;
    }

    /// <summary>A number without a defined size takes 1, 2 or 4 bytes, as few as it needs (dnsmasq's way).</summary>
    public static bool TryAddSmallest(string word, OptionBytes bytes)
    {
        if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)) return false;
        if (number <= byte.MaxValue) bytes.Add((byte)number);
        else if (number <= ushort.MaxValue) bytes.Add((ushort)number);
        else bytes.Add(number);
        return true;
    }

    private static bool TryAdd(OptionKind kind, string word, OptionBytes bytes)
    {
        if (kind == OptionKind.Bool) return TryAddBool(word, bytes);
        bool isNumber = long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
        (long least, long most) = Limits(kind);
        if (!isNumber || number < least || number > most) return false;
        if (kind == OptionKind.UInt8) bytes.Add((byte)number);
        else if (kind is OptionKind.UInt16 or OptionKind.UInt16List) bytes.Add((ushort)number);
        else bytes.Add(unchecked((uint)number));
        return true;
    }

    private static bool TryAddBool(string word, OptionBytes bytes)
    {
        bool isOn = word is "true" or "yes" or "on" or "1";
        if (!isOn && word is not ("false" or "no" or "off" or "0")) return false;
        bytes.Add(isOn ? (byte)1 : (byte)0);
        return true;
    }

    private static (long Least, long Most) Limits(OptionKind kind) => kind switch
    {
        OptionKind.UInt8 => (0, byte.MaxValue),
        OptionKind.UInt16 or OptionKind.UInt16List => (0, ushort.MaxValue),
        OptionKind.Int32 => (int.MinValue, int.MaxValue),
        _ => (0, uint.MaxValue),
    };

    private static string Allowed(OptionKind kind)
    {
        if (kind == OptionKind.Bool) return "true or false";
        (long least, long most) = Limits(kind);
        string what = kind == OptionKind.UInt16List ? "a list of numbers" : "one number";
        return string.Create(CultureInfo.InvariantCulture, $"{what} from {least} to {most}");
    }
}
