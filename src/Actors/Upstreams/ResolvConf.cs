using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>Reads the servers out of a resolv.conf (resolv.conf(5)). What it does not understand it passes over, as every resolver does.</summary>
internal static class ResolvConf
{
    private const int DnsPort = 53;

    /// <summary>More than any resolver uses (glibc takes three); a longer list is cut.</summary>
    private const int ServersMax = 16;

    public static ImmutableArray<IpEndpoint> Parse(ReadOnlySpan<char> text)
    {
        ImmutableArray<IpEndpoint>.Builder servers = ImmutableArray.CreateBuilder<IpEndpoint>();
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (servers.Count == ServersMax) break;
            if (TryReadServer(line, out IpEndpoint server) && !servers.Contains(server)) servers.Add(server);
        }

        return servers.ToImmutable();
    }

    private static bool TryReadServer(ReadOnlySpan<char> line, out IpEndpoint server)
    {
        server = default;
        const string Keyword = "nameserver";
        if (!line.StartsWith(Keyword) || line.Length == Keyword.Length || !char.IsWhiteSpace(line[Keyword.Length])) return false;
        ReadOnlySpan<char> address = line[Keyword.Length..].Trim();
        int end = address.IndexOfAny(" \t#;");
        if (end >= 0) address = address[..end];
        if (!IPAddress.TryParse(address, out IPAddress? parsed)) return false;
        server = IpEndpoint.From(parsed, DnsPort);
        return true;
    }
}
