using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Upstreams;

/// <summary>Sorts servers by the domains they are asked for.</summary>
internal static class UpstreamSetBuilder
{
    /// <param name="wanted">In the order of the configuration.</param>
    /// <param name="servers">Has all that are wanted.</param>
    /// <param name="defaultDomains">Domains that the servers without domains are asked for.</param>
    /// <param name="looping">Those that must not be asked.</param>
    /// <param name="isFinal">No file brings more servers.</param>
    public static UpstreamSet Build(
        ImmutableArray<UpstreamServerSettings> wanted, IReadOnlyDictionary<UpstreamTarget, UpstreamServer> servers, UpstreamOrder order,
        ImmutableArray<string> defaultDomains, IReadOnlySet<UpstreamTarget> looping, bool isFinal = false)
    {
        List<UpstreamServer> all = [];
        Dictionary<byte[], List<UpstreamServer>> byDomain = new(WireNameComparer.Instance);
        foreach (UpstreamServerSettings entry in wanted.Where(entry => !looping.Contains(entry.Target)))
        {
            UpstreamServer server = servers[entry.Target];
            if (entry.Domains.IsEmpty) AddOnce(all, server);
            foreach (string domain in entry.Domains) AddOnce(ListOf(domain, byDomain), server);
        }

        foreach (List<UpstreamServer> list in defaultDomains.Select(domain => ListOf(domain, byDomain)))
            foreach (UpstreamServer server in all) AddOnce(list, server);

        return new UpstreamSet([.. all], order, byDomain.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.ToArray())))
        {
            IsFinal = isFinal,
            Loops = [.. wanted.Select(static entry => entry.Target).Where(looping.Contains).Distinct().Select(target => servers[target])],
        };
    }

    private static List<UpstreamServer> ListOf(string domain, Dictionary<byte[], List<UpstreamServer>> byDomain)
    {
        if (!TryGetWireName(domain, out byte[] name)) return []; // the configuration has been checked: not a name, so never asked for
        if (!byDomain.TryGetValue(name, out List<UpstreamServer>? list)) byDomain.Add(name, list = []);
        return list;
    }

    private static void AddOnce(List<UpstreamServer> list, UpstreamServer server)
    {
        if (!list.Contains(server)) list.Add(server);
    }

    private static bool TryGetWireName(string text, out byte[] name)
    {
        Span<byte> wire = stackalloc byte[DnsName.WireLengthMax];
        bool isName = DnsNameText.TryParse(text, wire, out int length);
        WireName.ToLower(wire[..length]);
        name = wire[..length].ToArray();
        return isName;
    }
}
