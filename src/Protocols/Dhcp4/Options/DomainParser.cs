using System.Text;

namespace Polymasq.Protocols.Dhcp4.Options;

/// <summary>Domain names in DNS form (RFC 1035 §3.1), compressed among each other where the option allows it.</summary>
internal static class DomainParser
{
    private const int LabelLengthMax = 63;
    private const int NameLengthMax = 255; // on the wire, the root's zero included
    private const ushort PointerBits = 0xC000;

    public static string? Names(string[] words, OptionBytes bytes, bool compress)
    {
        if (words.Length == 0) return "no name; allowed are domain names";
        Dictionary<string, int>? written = compress ? new(StringComparer.OrdinalIgnoreCase) : null;
        foreach (string word in words)
        {
            string name = word.TrimEnd('.');
            if (Fault(name) is { } fault) return $"'{word}' is not a domain name: {fault}";
            Add(name, bytes, written);
        }

        return null;
    }

    private static string? Fault(string name)
    {
        if (name.Length + 2 > NameLengthMax) return $"longer than {NameLengthMax} bytes";
        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > LabelLengthMax) return $"a label must have 1 to {LabelLengthMax} characters";
            if (!label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return "letters, digits, '-' and '_' are allowed";
        }

        return null;
    }

    // RFC 3397 §2: pointers count from the start of the (joined) option.
    private static void Add(string name, OptionBytes bytes, Dictionary<string, int>? written)
    {
        while (name.Length > 0)
        {
            if (written is not null && written.TryGetValue(name, out int earlier))
            {
                bytes.Add((ushort)(PointerBits | earlier));
                return;
            }

            written?.Add(name, bytes.Length);
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            string label = dot < 0 ? name : name[..dot];
            bytes.Add((byte)label.Length);
            bytes.Add(Encoding.ASCII.GetBytes(label));
            name = dot < 0 ? "" : name[(dot + 1)..];
        }

        bytes.Add((byte)0);
    }
}
