using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Control.Commands;

/// <summary>The cluster of the engine etcd, as this gateway sees it.</summary>
/// <param name="cluster">cluster.name.</param>
/// <param name="actor">Who knows.</param>
/// <param name="missing">What is still missing until this gateway serves; empty when it does.</param>
/// <param name="leases">How far this gateway follows the leases; null when it serves no DHCP.</param>
/// <param name="time">The system's clock.</param>
internal sealed class ClusterGateways(
    string cluster, IActorRef<ClusterMessage> actor, Func<IReadOnlyList<string>> missing, Func<LeaseStreamInfo?> leases, TimeProvider time)
{
    public async Task<ClusterMembers> Members()
    {
        ClusterStatus status = await Status().ConfigureAwait(false);
        return new ClusterMembers(cluster, "etcd", [.. Peers(status).Append(Own(status)).OrderBy(static gateway => gateway.Name, StringComparer.Ordinal)]);
    }

    public async Task<ClusterReport> Report()
    {
        ClusterStatus status = await Status().ConfigureAwait(false);
        return new ClusterReport
        {
            Cluster = cluster,
            Gateway = Own(status),
            Duty = status.Duty switch { DhcpDuty.All => "all", DhcpDuty.RenewalsOnly => "renewals-only", _ => "none" },
            Store = new StoreInfo(status.Health.CanCommit, status.Health.Reason),
            Leases = leases(),
            Degraded = status.Degraded,
            Warnings = status.Warnings,
            Peers = [.. Peers(status)],
        };
    }

    private Task<ClusterStatus> Status() => actor.AskForPeople<ClusterMessage, ClusterStatus>(static reply => new ClusterMessage.Show(reply), time);

    private IEnumerable<GatewayInfo> Peers(ClusterStatus status) => status.Gateways
        .Where(gateway => gateway.Member.Name != status.Own.Name || gateway.Member.Instance != status.Own.Instance)
        .Select(InfoOf);

    // Also while it is no member: who asks a gateway wants to know about it.
    private GatewayInfo Own(ClusterStatus status)
    {
        string state = status.Standing switch
        {
            Standing.PutDown => "down",
            Standing.NameTaken => "out",
            Standing.Outside when status.Own.State == MemberState.Leaving => "left",
            Standing.Outside => "joining",
            _ => WordOf(status.Own.State),
        };
        return InfoOf(status.Own, state, [.. missing(), .. status.Degraded]) with { IsSelf = true, IsMember = status.Standing == Standing.Member };
    }

    private GatewayInfo InfoOf(GatewayStatus gateway)
    {
        bool isMember = gateway.Down is null && gateway.GoneFor is null;
        string state = gateway.Down is not null ? "down" : gateway.GoneFor is not null ? "gone" : WordOf(gateway.Member.State);
        string[] notes = gateway.Down is { } mark ? [$"put down at {mark.By}", .. gateway.Notes] : [.. gateway.Notes];
        return InfoOf(gateway.Member, state, notes) with
        {
            IsSelf = false,
            IsMember = isMember,
            SkewMilliseconds = gateway.Skew is { } skew ? (long)Math.Round(skew.TotalMilliseconds) : null,
            GoneSeconds = gateway.GoneFor is { } gone ? (long)gone.TotalSeconds : null,
        };
    }

    private GatewayInfo InfoOf(ClusterMember member, string state, IReadOnlyList<string> reasons)
    {
        long uptimeSeconds = Math.Max(0, (long)(time.GetUtcNow() - member.StartedAt).TotalSeconds);
        return new GatewayInfo(member.Name, member.Address?.ToString() ?? "", state, member.Version, member.StartedAt, uptimeSeconds, reasons);
    }

    private static string WordOf(MemberState state) => state switch
    {
        MemberState.Joining => "joining",
        MemberState.Up => "up",
        MemberState.Draining => "draining",
        MemberState.Leaving => "leaving",
        _ => "unknown",
    };
}
