using Polymasq.Node.Etcd.Members;

namespace Polymasq.Node.Etcd.Calls;

/// <summary>
/// A call with all that is tried for it. A try that gets no answer is not given up when the next one begins, since all members
/// may be slow: the first answer counts.
/// </summary>
internal sealed class RepeatedCall(
    EtcdCall call,
    bool hadQuorum,
    MemberRing ring,
    EtcdHealth health,
    TimeProvider clock,
    Func<EtcdCall, CancellationToken, EtcdTry> start,
    CancellationToken over)
{
    private readonly List<EtcdTry> _unanswered = [];
    private EtcdFault? _last;
    private bool _mayHaveHappened;
    private int _tries;

    /// <summary>Tries whose answers nobody waits for any more.</summary>
    public IReadOnlyList<EtcdTry> Unanswered => _unanswered;

    public async Task<EtcdAnswer> RunAsync()
    {
        while (!over.IsCancellationRequested)
        {
            EtcdTry newest = start(call, over);
            _unanswered.Add(newest);
            _tries++;
            if (await WaitAsync(newest).ConfigureAwait(false) is { } answer) return answer;
            if (IsHopeless) break;
            if (_last is not null && _tries >= ring.Members.Length) await Pause(EtcdTimes.Retry).ConfigureAwait(false);
        }
        return GiveUp();
    }

    /// <summary>Whether it is no use, or not allowed, to try again.</summary>
    private bool IsHopeless
    {
        get
        {
            if (!call.IsHarmless && (_mayHaveHappened || _unanswered.Exists(one => one.WasSent))) return true;
            return !hadQuorum && _unanswered.Count == 0 && _tries >= ring.Members.Length && !health.Current.CanCommit;
        }
    }

    /// <summary>Until there is an answer, or a reason to try again: then null.</summary>
    private async Task<EtcdAnswer?> WaitAsync(EtcdTry newest)
    {
        TimeSpan patience = _tries == 1 || call.Patience > EtcdTimes.Patience ? call.Patience : EtcdTimes.NextPatience;
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(over);
        Task time = Task.Delay(call.IsHarmless ? patience : Timeout.InfiniteTimeSpan, clock, done.Token);
        try
        {
            while (true)
            {
                await Task.WhenAny([.. _unanswered.Select(one => one.Answer), time, newest.Tenure.Left]).ConfigureAwait(false);
                while (_unanswered.Find(one => one.Answer.IsCompleted) is { } answered)
                {
                    _unanswered.Remove(answered);
                    if (Judge(answered, await answered.Answer.ConfigureAwait(false)) is { } answer) return answer;
                    if (answered == newest) return null;
                }
                if (over.IsCancellationRequested) return null;
                if (time.IsCompleted) ring.Leave(newest.Tenure, new EtcdFault(FaultKind.Silent, "no answer in time", true));
                if (time.IsCompleted || (newest.Tenure.Left.IsCompleted && call.IsHarmless)) return null;
                if (newest.Tenure.Left.IsCompleted) await Task.WhenAny([.. _unanswered.Select(one => one.Answer), time]).ConfigureAwait(false);
            }
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The answer, if there is no better one to be had.</summary>
    private EtcdAnswer? Judge(EtcdTry made, in EtcdAnswer answer)
    {
        if (answer.Fault is not { } fault)
        {
            if (call.IsLinearizable) health.Succeeded(made.Tenure.Member);
            return answer;
        }

        _last = fault;
        _mayHaveHappened |= fault.MayHaveHappened;
        if (fault.IsOfUser) health.Refused(fault);
        if (!fault.IsOfMember) return EtcdAnswer.Failed(Whole(fault));
        if (!over.IsCancellationRequested || fault.Kind != FaultKind.Silent) ring.Leave(made.Tenure, fault);
        return null;
    }

    private EtcdAnswer GiveUp() => EtcdAnswer.Failed(Whole(_last ?? new EtcdFault(FaultKind.Silent, "no answer in time", false)));

    private EtcdFault Whole(EtcdFault fault) =>
        fault with { MayHaveHappened = _mayHaveHappened || fault.MayHaveHappened || _unanswered.Exists(one => one.WasSent) };

    private async Task Pause(TimeSpan time) =>
        await Task.Delay(time, clock, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
