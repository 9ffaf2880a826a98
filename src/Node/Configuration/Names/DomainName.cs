using System.Collections.Immutable;
using Polymasq.Protocols.Dns;
using Polymasq.Protocols.Hocon;

namespace Polymasq.Node.Configuration.Names;

/// <summary>Domain names in the configuration, dots at the ends or not.</summary>
internal static class DomainName
{
    private const string Allowed = "a domain name such as lab.example";

    /// <summary>None of them is empty: a domain that is left out by mistake must not become every domain.</summary>
    public static ImmutableArray<string> ReadAll(IEnumerable<ConfigurationValue> items)
    {
        ImmutableArray<string>.Builder domains = ImmutableArray.CreateBuilder<string>();
        foreach (ConfigurationValue item in items)
        {
            string domain = Read(item);
            if (domain.Length > 0) domains.Add(domain);
            else if (HoconConversions.TryGetString(item.Value, out string text) && text.Trim('.').Length == 0) item.Wrong($"{item.What()} is not {Allowed}");
        }

        return domains.ToImmutable();
    }

    /// <summary>The name without dots at its ends; empty when it is none.</summary>
    public static string Read(ConfigurationValue value)
    {
        string text = value.Text(Allowed).Trim('.');
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        // A / may be inside a name (RFC 2317 §4); in front it is dnsmasq's way to write a list.
        bool isPattern = text.StartsWith('/') || text.AsSpan().ContainsAny('*', '#');
        if (text.Length == 0 || (!isPattern && DnsNameText.TryParse(text, wire, out _))) return text;
        value.Wrong($"{value.What()} is not {Allowed}{(isPattern ? "; it stands for all names below it as it is, without /, * and #" : "")}");
        return "";
    }
}
