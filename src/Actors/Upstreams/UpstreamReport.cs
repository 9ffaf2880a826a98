using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Upstreams;

/// <summary>Describes the servers in use.</summary>
internal static class UpstreamReport
{
    public static ImmutableArray<UpstreamInfo> Of(UpstreamSet set) =>
        [.. set.All.Select(server => Of(server, set)), .. set.Loops.Select(server => Of(server, set) with { IsLoop = true, Domains = [] })];

    public static UpstreamInfo Of(UpstreamServer server, UpstreamSet set)
    {
        UpstreamSample sum = new();
        sum.Sum(server.Tallies);
        UpstreamVerdict verdict = server.Verdict;
        return new UpstreamInfo
        {
            Server = server.Name,
            Gateway = server.Gateway,
            State = verdict.State,
            Domains = set.Default.Contains(server) ? [] : [.. set.Domains.Where(pair => pair.Value.Contains(server)).Select(static pair => TextOf(pair.Key))],
            LatencyMilliseconds = sum.Replied == 0 ? null : server.MeanMicros / 1000.0,
            HedgeMilliseconds = verdict.HedgeMicros / 1000.0,
            Asked = sum.Asked,
            Replied = sum.Replied,
            Silent = sum.Silent,
            Failed = sum.Failed,
            Refused = sum.Refused,
            Rejected = sum.Rejected,
        };
    }

    private static string TextOf(byte[] wire) => DnsName.TryFromWire(wire, out DnsName name) ? DnsNameText.FormatRelative(name) : "";
}
