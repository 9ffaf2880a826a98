using System.CommandLine;
using Polymasq.Protocols.Control;

namespace Polymasq.Cli.Commands;

/// <summary><c>polymasq cluster status</c>.</summary>
internal static class ClusterStatusCommand
{
    public static Command Create(SharedOptions shared)
    {
        Command command = new("status", "Show this gateway in the cluster: what it may do, the store, its copy of the leases, disagreements");
        shared.SetAction(command, static (session, _) => Run(session));
        return command;
    }

    private static async Task Run(Session session)
    {
        ClusterReport report = await session.Get("cluster", "status", ControlJson.Default.ClusterReport).ConfigureAwait(false);
        if (session.IsJson)
        {
            session.PrintJson(report, ControlJson.Default.ClusterReport);
            return;
        }

        GatewayInfo gateway = report.Gateway;
        session.Item("gateway", gateway.Name, gateway.Address.Length == 0 ? "no cluster.address" : gateway.Address, $"version {gateway.Version}", $"up for {Words.Duration(gateway.UptimeSeconds)}");
        session.Item("cluster", report.Cluster, gateway.State, $"DHCP: {DutyIn(report)}");
        session.Item("etcd", report.Store.CanCommit ? "commits" : "does not commit", report.Store.Reason.Length == 0 ? null : report.Store.Reason);
        if (report.Leases is { } leases) Print(session, leases);
        foreach (string text in report.Degraded) session.Item("degraded", text);
        foreach (string text in report.Warnings) session.Item("warning", text);
        foreach (GatewayInfo peer in report.Peers) Gateways.Print(session, peer);
        session.Count(Words.Count(report.Peers.Count(static peer => peer.IsMember == true), "other gateway", "other gateways"));
    }

    private static void Print(Session session, LeaseStreamInfo leases)
    {
        string state = leases.IsCurrent ? "current" : $"not current: {leases.Reason}";
        string history = leases.Gaps == 0 ? "history complete" : $"history has {Words.Count(leases.Gaps, "gap", "gaps")}";
        session.Item("leases", state, $"newest at revision {Words.Number(leases.Revision)}", $"followed to {Words.Number(leases.Position)}", history);
    }

    private static string DutyIn(ClusterReport report) => report.Duty switch
    {
        "none" => "no client is answered",
        "renewals-only" => "renewals only, new clients are left to the others",
        _ when !report.Store.CanCommit || report.Leases is { IsCurrent: false } => "what is left of committed leases, no new clients",
        _ => "all clients",
    };
}
