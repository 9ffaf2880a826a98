using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Upstreams;

/// <summary>Sorts servers by the domains they are asked for.</summary>
internal static class UpstreamSetBuilder
{
    public static UpstreamSet Build(
        ImmutableArray<UpstreamServerSettings> wanted, IReadOnlyDictionary<IpEndpoint, UpstreamServer> servers, UpstreamOrder order)
    {
        List<UpstreamServer> all = [];
        Dictionary<byte[], List<UpstreamServer>> byDomain = new(WireNameComparer.Instance);
        foreach (UpstreamServerSettings entry in wanted)
        {
            UpstreamServer server = servers[entry.Address];
            if (entry.Domains.IsEmpty) AddOnce(all, server);
            foreach (string domain in entry.Domains)
            {
                if (!TryGetWireName(domain, out byte[] name)) continue; // the configuration has been checked: not a name, so never asked for
                if (!byDomain.TryGetValue(name, out List<UpstreamServer>? list)) byDomain.Add(name, list = []);
                AddOnce(list, server);
            }
        }

        return new UpstreamSet([.. all], order, byDomain.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value.ToArray())));
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
