using System.Globalization;

namespace Polymasq.Protocols.Dns;

/// <summary>Names of types and classes as people write them: the mnemonic, or TYPE123 and CLASS123 (RFC 3597 §5).</summary>
public static class RecordTypeText
{
    public static string Format(RecordType type) =>
        Enum.IsDefined(type) ? type.ToString() : string.Create(CultureInfo.InvariantCulture, $"TYPE{(ushort)type}");

    public static string Format(RecordClass recordClass) => recordClass switch
    {
        RecordClass.Internet => "IN",
        RecordClass.Chaos => "CH",
        RecordClass.Hesiod => "HS",
        RecordClass.None => "NONE",
        RecordClass.Any => "ANY",
        _ => string.Create(CultureInfo.InvariantCulture, $"CLASS{(ushort)recordClass}"),
    };

    /// <summary>Reads a mnemonic in any letter case, or TYPE with a decimal number.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RecordType type)
    {
        if (text.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase))
        {
            bool isNumber = ushort.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
            type = (RecordType)number;
            return isNumber;
        }

        type = default;
        // Enum.TryParse also takes numbers, lists and blanks, which are no mnemonics.
        return text.Length > 0 && char.IsAsciiLetter(text[0]) && !text.ContainsAny(", ") && Enum.TryParse(text, ignoreCase: true, out type);
    }
}
