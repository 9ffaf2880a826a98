using Polymasq.Node.Etcd.Members;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>Makes calls at the member in use, and at others when that one is dead, slow or cut off.</summary>
internal sealed class EtcdCaller(MemberRing ring, EtcdConnections connections, EtcdTokens tokens, EtcdHealth health, TimeProvider clock, CancellationToken stop)
{
    /// <summary>Never fails: what goes wrong is a fault in the answer, and says whether the call may have been carried out.</summary>
    /// <param name="call">Its body is disposed of in the end.</param>
    public async Task<EtcdAnswer> CallAsync(EtcdCall call)
    {
        bool hadQuorum = health.Current.CanCommit;
        TimeSpan limit = hadQuorum || call.Limit > EtcdTimes.Call ? call.Limit : EtcdTimes.CallWithoutQuorum;
        using CancellationTokenSource time = new(limit, clock);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        RepeatedCall repeated = new(call, hadQuorum, ring, health, clock, StartTry, over.Token);
        EtcdAnswer answer = await repeated.RunAsync().ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false); // what else was tried for this call is of no use any more
        _ = CleanUpAsync(call, repeated.Unanswered);
        return answer;
    }

    private EtcdTry StartTry(EtcdCall call, CancellationToken cancellation) =>
        EtcdTry.Start(call, ring.Current, connections.Calls, tokens, cancellation);

    private static async Task CleanUpAsync(EtcdCall call, IReadOnlyList<EtcdTry> unanswered)
    {
        foreach (EtcdTry late in unanswered) (await late.Answer.ConfigureAwait(false)).Dispose();
        call.Body.Dispose();
    }
}
