using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd.Members;
using Polymasq.Node.Etcd.Wire;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>
/// Asks the member in use for something that needs a quorum whenever nothing else has shown for a while that it has one, so that
/// nobody stays attached to a member that is cut off. At the start, and while writing is refused, it asks to write.
/// </summary>
internal sealed class QuorumProbe(
    EtcdSettings settings, MemberRing ring, EtcdConnections connections, EtcdTokens tokens, EtcdHealth health, TimeProvider clock, ILogger logger)
{
    private readonly string _key = new StoreKeys(settings.Prefix).Identity;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TimeSpan pause = IsDue(out TimeSpan left) ? await ProbeAsync(stop).ConfigureAwait(false) : left;
                await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                EtcdLog.Unforeseen(logger, "a probe", failure);
                await Task.Delay(EtcdTimes.Quorum, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Judges when no member has shown a quorum for too long, whatever the probe itself waits for.</summary>
    public async Task WatchTimeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TimeSpan left = health.QuorumLeft;
            if (left <= TimeSpan.Zero) health.Judge();
            await Task.Delay(left > TimeSpan.Zero ? left : EtcdTimes.SlowRetry, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsDue(out TimeSpan left)
    {
        long succeededAt = ring.Current.Member.SucceededAt;
        left = succeededAt == long.MinValue || health.MustTryWriting ? TimeSpan.Zero : EtcdTimes.Probe - clock.GetElapsedTime(succeededAt);
        return left <= TimeSpan.Zero;
    }

    /// <returns>How long to wait before the next one.</returns>
    private async Task<TimeSpan> ProbeAsync(CancellationToken stop)
    {
        Tenure tenure = ring.Current;
        bool isWriting = health.MustTryWriting;
        using PooledBuffer body = isWriting ? EtcdRequests.WriteProbe(_key) : EtcdRequests.ReadProbe(_key);
        using CancellationTokenSource time = new(EtcdTimes.Patience, clock);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        EtcdCall call = new(isWriting ? EtcdPaths.Transaction : EtcdPaths.Range, body);
        using EtcdAnswer answer = await EtcdTry.Start(call, tenure, connections.Probes, tokens, over.Token).Answer.ConfigureAwait(false);
        if (stop.IsCancellationRequested) return TimeSpan.Zero;
        if (answer.Fault is not { } fault)
        {
            health.Succeeded(tenure.Member);
            if (isWriting) health.Accepted();
            return EtcdTimes.Probe;
        }

        if (fault.IsOfUser) health.Refused(fault);
        else ring.Leave(tenure, fault);
        health.Judge();
        bool hasOthers = ring.Members.Any(member => member.Fault is null);
        if (hasOthers && fault.IsOfMember) return TimeSpan.Zero;
        return fault.IsOfUser ? EtcdTimes.SlowRetry : EtcdTimes.Retry;
    }
}
