using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration;

/// <summary>What a servers-file says.</summary>
/// <param name="Servers">Of the good lines, in their order.</param>
/// <param name="BadLines">How many say nothing that can be understood.</param>
/// <param name="FirstBad">Where and what the first of them is; empty when there is none.</param>
internal sealed record ServersFileText(UpstreamServers Servers, int BadLines, string FirstBad)
{
    public static ServersFileText Empty { get; } = new(new UpstreamServers([], []), 0, "");
}

/// <summary>
/// Reads the text of a servers-file: a server a line, as in dns.servers, or dnsmasq's lines <c>server=[/DOMAIN/…]ADDR[#PORT][@SOURCE[#PORT]|@INTERFACE]</c>
/// and <c>rev-server=NETWORK,ADDR…</c>. A domain without a server, and <c>local=/DOMAIN/</c>, is never asked upstream.
/// </summary>
internal sealed class ServersText
{
    private const string ServerKey = "server=", LocalKey = "local=", NetworkKey = "rev-server=", Default = "#";

    private readonly List<UpstreamServerSettings> _servers = [];
    private readonly List<string> _defaultDomains = [];
    private readonly List<string> _localDomains = [];

    public static ServersFileText Parse(ReadOnlySpan<char> text)
    {
        ServersText reading = new();
        int number = 0, bad = 0;
        string firstBad = "";
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            number++;
            string wrong = reading.Take(WithoutComment(line));
            if (wrong.Length > 0 && bad++ == 0) firstBad = $"line {number}: {wrong}";
        }

        return new ServersFileText(new UpstreamServers([.. reading._servers], [.. reading._defaultDomains]) { LocalDomains = [.. reading._localDomains] }, bad, firstBad);
    }

    // Inside a word # is a port or a certificate's name.
    private static string WithoutComment(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> trimmed = line.Trim();
        if (trimmed.StartsWith(Default)) return "";
        int comment = trimmed.IndexOf(" #");
        return (comment < 0 ? trimmed : trimmed[..comment]).Trim().ToString();
    }

    private string Take(string line)
    {
        if (line.Length == 0) return "";
        if (line.StartsWith(NetworkKey, StringComparison.Ordinal)) return TakeNetwork(line[NetworkKey.Length..]);
        string? key = new[] { ServerKey, LocalKey }.FirstOrDefault(key => line.StartsWith(key, StringComparison.Ordinal)); // dnsmasq: the same by two names
        string server = line[(key?.Length ?? 0)..];
        if (!server.StartsWith('/')) return Add(server, []);
        int end = server.LastIndexOf('/');
        string[] domains = server[1..Math.Max(end, 1)].Split('/');
        string? other = domains.FirstOrDefault(domain => !IsDomain(domain));
        return other is null ? Add(server[(end + 1)..], [.. domains.Select(static domain => domain.Trim('.'))]) : $"'{other}' is not a domain";
    }

    private string TakeNetwork(string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        string network = comma < 0 ? text : text[..comma];
        string whole = network.Contains(':', StringComparison.Ordinal) ? "/128" : "/32"; // dnsmasq's meaning of an address alone
        if (!NetworkDomains.TryParse(network.Contains('/', StringComparison.Ordinal) ? network : network + whole, out IPNetwork parsed)) return $"'{network}' is not a network";
        return comma < 0 ? "there is no server behind the network" : Add(text[(comma + 1)..], [.. NetworkDomains.Of(parsed)]);
    }

    private string Add(string text, ImmutableArray<string> domains)
    {
        if (text == Default && !domains.IsEmpty)
        {
            _defaultDomains.AddRange(domains);
            return "";
        }

        if (text.Length == 0 && !domains.IsEmpty)
        {
            _localDomains.AddRange(domains);
            return "";
        }

        string[] parts = text.Split('@');
        if (UpstreamAddress.Read(parts[0], null, out string wrong) is not { } target) return wrong;
        foreach (string way in parts.Skip(1))
        {
            if (!UpstreamAddress.TryReadEndpoint(way, 0, out IpEndpoint source)) target = target with { Interface = way };
            else if (source.IsInet == target.Address.IsInet) target = target with { Source = source };
            else return $"from {way} the server cannot be reached: it is of the other family";
        }

        if (target.Interface.Length > 15 || target.Interface.Contains('#', StringComparison.Ordinal)) return $"'{target.Interface}' is neither an address nor an interface";
        _servers.Add(new UpstreamServerSettings(target, domains));
        return "";
    }

    private static bool IsDomain(string text)
    {
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        return text.Trim('.').Length > 0 && !text.Contains('*', StringComparison.Ordinal) && DnsNameText.TryParse(text.Trim('.'), wire, out _);
    }
}
