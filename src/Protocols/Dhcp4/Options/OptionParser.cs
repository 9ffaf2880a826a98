using System.Text;

namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>
/// Reads configured values by kind. Each reader returns null, or what is wrong and what is allowed. Lists may also stand in one
/// text, separated by commas or spaces.
/// </summary>
internal static class OptionParser
{
    public static string? Parse(OptionKind kind, IReadOnlyList<string> values, OptionBytes bytes) => kind switch
    {
        OptionKind.Text => Text(values, bytes),
        OptionKind.Guess => Guess(values, bytes),
        OptionKind.Hex => HexParser.Bytes(values, bytes),
        OptionKind.Address or OptionKind.Addresses or OptionKind.AddressPairs => AddressParser.Addresses(kind, Words(values), bytes),
        OptionKind.Routes => AddressParser.Routes(Words(values), bytes),
        OptionKind.DomainNames => DomainParser.Names(Words(values), bytes, compress: false),
        OptionKind.DomainSearch => DomainParser.Names(Words(values), bytes, compress: true),
        OptionKind.SipServers => SipServers(Words(values), bytes),
        _ => NumberParser.Numbers(kind, Words(values), bytes),
    };

    private static string[] Words(IReadOnlyList<string> values) =>
        [.. values.SelectMany(value => value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static string? Text(IReadOnlyList<string> values, OptionBytes bytes)
    {
        if (values.Count != 1) return $"{values.Count} values; allowed is one text";
        // RFC 2132 §2 forbids a terminating zero; other control characters would only ever be a mistake.
        if (values[0].Length == 0 || values[0].Any(char.IsControl)) return "the text is empty or has control characters";
        bytes.Add(Encoding.UTF8.GetBytes(values[0]));
        return null;
    }

    // RFC 3361 §3: one byte says what follows, 0 for names and 1 for addresses.
    private static string? SipServers(string[] words, OptionBytes bytes)
    {
        bool areAddresses = words.Length > 0 && Ipv4Address.TryParse(words[0], out _);
        bytes.Add(areAddresses ? (byte)1 : (byte)0);
        return areAddresses
            ? AddressParser.Addresses(OptionKind.Addresses, words, bytes)
            : DomainParser.Names(words, bytes, compress: false);
    }

    private static string? Guess(IReadOnlyList<string> values, OptionBytes bytes)
    {
        string[] words = Words(values);
        if (words.Length > 0 && words.All(word => Ipv4Address.TryParse(word, out _))) return AddressParser.Addresses(OptionKind.Addresses, words, bytes);
        if (values.Count == 1 && NumberParser.TryAddSmallest(values[0], bytes)) return null;
        return HexParser.Bytes(values, bytes) is null ? null : Text(values, bytes);
    }
}
