using System.Globalization;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary>A gateway as one line.</summary>
internal static class Gateways
{
    public static void Print(Session session, GatewayInfo gateway)
    {
        string state = gateway.Reasons.Count == 0 ? gateway.State : $"{gateway.State}: {string.Join(", ", gateway.Reasons)}";
        string started = $"started {Words.Moment(gateway.Started)}";
        string uptime = gateway.GoneSeconds is { } gone ? $"gone for {Words.Duration(gone)}" : $"up for {Words.Duration(gateway.UptimeSeconds)}";
        string?[] fields = [gateway.Name, gateway.Address.Length == 0 ? null : gateway.Address, state, gateway.Version, started, uptime];
        session.Item(gateway.IsSelf is { } isSelf ? [.. fields, isSelf ? "this gateway" : ClockOf(gateway)] : fields);
    }

    private static string? ClockOf(GatewayInfo gateway) => gateway.SkewMilliseconds is { } skew
        ? string.Create(CultureInfo.InvariantCulture, $"clock {skew / 1000.0:+0.000;-0.000;+0.000} s")
        : null;
}
