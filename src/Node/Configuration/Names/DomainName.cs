using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Domain names in the configuration, dots at the ends or not.</summary>
internal static class DomainName
{
    private const string Allowed = "a domain name such as lab.example";

    public static ImmutableArray<string> ReadAll(IEnumerable<ConfigurationValue> items) => [.. items.Select(Read).Where(static domain => domain.Length > 0)];

    /// <summary>The name without dots at its ends; empty when it is none.</summary>
    public static string Read(ConfigurationValue value)
    {
        string text = value.Text(Allowed).Trim('.');
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        if (text.Length == 0 || DnsNameText.TryParse(text, wire, out _)) return text;
        value.Wrong($"{value.What()} is not {Allowed}");
        return "";
    }
}
