using System.Collections.Immutable;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Node.Hosting;

/// <summary>Says what a gateway still waits for: listening, hosts files read, an upstream server known, the journal caught up, joined the cluster.</summary>
/// <param name="needsUpstream">False where no upstream server is configured and resolv.conf is not used: then none is waited for.</param>
internal sealed class Readiness(DnsPart? dns, Func<DhcpPart?> dhcp, ClusterPart? cluster, Func<bool> needsUpstream, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Empty when ready.</summary>
    public async Task<ImmutableArray<string>> MissingAsync()
    {
        List<string> missing = [];
        if (dns is not null)
        {
            ListenersReport listeners = await Ask(dns.Listeners, (ReplyTo<ListenersReport> reply) => new ListenersMessage.Describe(reply)).ConfigureAwait(false);
            if (!listeners.Planned) missing.Add("the interfaces are not known yet");
            else if (listeners.Listeners.Length > 0 && !listeners.Listeners.Any(listener => listener.Outcome == ListenOutcome.Open)) missing.Add("no DNS socket is open");
            LocalNamesReport names = await Ask(dns.LocalNames, (ReplyTo<LocalNamesReport> reply) => new LocalNamesMessage.Describe(reply)).ConfigureAwait(false);
            if (!names.IsLoaded) missing.Add("hosts files are not read yet");
            ImmutableArray<UpstreamInfo> upstreams = await Ask(
                dns.Upstreams, (ReplyTo<ImmutableArray<UpstreamInfo>> reply) => new UpstreamsMessage.Show(reply)).ConfigureAwait(false);
            if (upstreams.All(static server => server.IsLoop) && needsUpstream()) missing.Add("no upstream server is known");
        }

        if (dhcp() is { } served)
        {
            if (!served.IsCaughtUp) missing.Add("leases are being read");
            Dhcp4ListenersReport listeners = await Ask(
                served.Listeners, (ReplyTo<Dhcp4ListenersReport> reply) => new Dhcp4ListenersMessage.Describe(reply)).ConfigureAwait(false);
            if (!listeners.IsPlanned) missing.Add("the interfaces for DHCP are not known yet");
            else if (listeners.Listeners.Length > 0 && listeners.Listeners.All(listener => listener.Trouble.Length > 0)) missing.Add("no DHCP socket is open");
        }

        if (cluster is not null && await cluster.StatusAsync(Patience).ConfigureAwait(false) is { IsSettled: false }) missing.Add("joining the cluster");
        return [.. missing];
    }

    /// <summary>What the gateway does less than it should while it serves; null when there is nothing.</summary>
    public async Task<IReadOnlyList<string>?> DegradedAsync()
    {
        if (cluster is null) return null;
        try
        {
            ClusterStatus status = await cluster.StatusAsync(Patience).ConfigureAwait(false);
            List<string> degraded = [.. status.Degraded];
            // Without a quorum that is the reason, and was said.
            if (status.Health.CanCommit && cluster.DescribeLeases() is { IsCurrent: false } leases) degraded.Add($"leases are not current: {leases.Reason}");
            return degraded.Count == 0 ? null : degraded;
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            return ["the cluster's actor does not answer"];
        }
    }

    private Task<TReply> Ask<T, TReply>(IActorRef<T> actor, Func<ReplyTo<TReply>, T> message) => actor.Ask(message, Patience, time);
}
