using System.Text.RegularExpressions;

namespace Polymasq.Node.Configuration;

/// <summary>Where dnsmasq's options are found here: reference.conf names them in brackets, at the end of what it says of a key.</summary>
internal static partial class DnsmasqOptions
{
    /// <summary>The key that does an option's work, as an operator writes it; of several the last. Null when reference.conf names none.</summary>
    public static string? KeyOf(string option)
    {
        List<string> path = [];
        string? found = null;
        bool isNamed = false;
        foreach (string line in ConfigurationLoader.Reference().Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('#'))
            {
                isNamed |= Named(line).Contains(option);
                continue;
            }

            string key = KeyStart().Match(line).Groups[1].Value;
            if (isNamed && key.Length > 0) found = string.Join('.', path.Skip(1).Append(key)); // without the root, polymasq
            if (line.EndsWith('{')) path.Add(key);
            else if (line == "}") path.RemoveAt(path.Count - 1);
            isNamed = false;
        }

        return found;
    }

    private static IEnumerable<string> Named(string comment) =>
        Brackets().Matches(comment).SelectMany(static match => match.Groups[1].Value.Split(',', ';')).Select(static word => word.Trim());

    [GeneratedRegex(@"\[([^\]]+)\]")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"^([\w-]+)")]
    private static partial Regex KeyStart();
}
