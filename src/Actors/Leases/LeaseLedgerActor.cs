using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// The owner of all bindings: asks <see cref="LeaseLedger"/> what to do, has it made durable, and only then answers. One
/// journal batch answers many clients; a command whose address is being written waits for that write.
/// </summary>
/// <param name="settings">Settings at the start; <see cref="LeaseLedgerMessage.Configure"/> replaces them.</param>
/// <param name="journal">The truth. Not disposed by the actor, which may be restarted on it.</param>
/// <param name="observers">Follow the committed stream.</param>
/// <param name="clock">The protocol's clock: lease times.</param>
/// <param name="logger">For events 1500 to 1599.</param>
/// <param name="cluster">Who else writes to the journal; null for nobody.</param>
public sealed class LeaseLedgerActor(
    LeaseSettings settings, ILeaseJournal journal, IReadOnlyList<ILeaseObserver> observers, TimeProvider clock, ILogger logger,
    IClusterView? cluster = null)
    : Actor<LeaseLedgerMessage>
{
    private const int ConflictsMax = 3;
    private static readonly TimeSpan ExhaustedLogInterval = TimeSpan.FromMinutes(1);

    // RFC 2131 §3.1.5: after a DHCPDECLINE a client waits so long before it begins anew. Later, what it said may no longer be so.
    private static readonly TimeSpan UnwrittenTime = TimeSpan.FromSeconds(10);

    // A number this gateway never used before, unless its clock goes back by more than it was down.
    private readonly LeaseLedger _ledger = new(settings, firstCorrelation: clock.GetUtcNow().UtcTicks);
    private readonly Dictionary<long, WaitingCommand> _appending = []; // by ticket, which is the event's correlation
    private readonly List<WaitingCommand> _parked = [];
    private readonly List<WaitingCommand> _unwritten = []; // what clients say once and cannot be written now
    private readonly List<LeaseEvent> _due = [];
    private readonly Dictionary<string, DateTimeOffset> _exhaustedLogged = [];
    private LeaseSettings _settings = settings;
    private JournalSink? _sink;
    private IActorTimer? _sweepTimer;
    private bool _isCaughtUp;
    private bool _isSuspended;
    private bool _hasAppended;
    private long _revision;

    protected override void OnStart()
    {
        _sink = new JournalSink(Self);
        journal.Start(_sink);
        _sweepTimer = Timers.Every(_settings.SweepInterval, LeaseLedgerMessage.Sweep());
    }

    protected override void Receive(in LeaseLedgerMessage message)
    {
        switch (message.What)
        {
            case LeaseLedgerMessage.Verb.Decide: OnCommand(new WaitingCommand(message.Command!, message.Replies!, message.Correlation)); break;
            case LeaseLedgerMessage.Verb.Reported: OnReports(message.Reports!, message.Sink); break;
            case LeaseLedgerMessage.Verb.Sweep: OnSweep(); break;
            case LeaseLedgerMessage.Verb.Configure: OnConfigure(message.Settings!); break;
            case LeaseLedgerMessage.Verb.Show: message.Request!.Reply.TrySet(LeaseLister.List(_ledger, message.Request, _revision)); break;
            default: throw new UnreachableException();
        }
    }

    protected override void OnBatchEnd()
    {
        if (!_hasAppended) return;
        _hasAppended = false;
        journal.Flush(); // not at each append: clients that came together share a commit
    }

    protected override void OnStop()
    {
        foreach (WaitingCommand waiting in _appending.Values.Concat(_parked).ToArray()) waiting.Answer(LeaseDecision.Silent(LeaseReason.OutcomeUnknown));
        _appending.Clear();
        _parked.Clear();
        _unwritten.Clear();
    }

    private void OnCommand(WaitingCommand waiting)
    {
        if (_isCaughtUp) Decide(waiting);
        else waiting.Answer(LeaseDecision.Silent(LeaseReason.NotReady));
    }

    private void Decide(WaitingCommand waiting)
    {
        if (_isSuspended)
        {
            AnswerUncommitted(waiting, LeaseReason.JournalUnavailable);
            return;
        }

        LeaseDecision decision = _ledger.Decide(waiting.Command!, clock.GetUtcNow(), isUpToDate: waiting.Conflicts > 0);
        switch (decision.Kind)
        {
            case LeaseDecisionKind.Commit: Append(waiting, decision.Event!); break;
            case LeaseDecisionKind.Busy when _parked.Count < _settings.AppendsMax: _parked.Add(waiting); break;
            case LeaseDecisionKind.Busy: waiting.Answer(LeaseDecision.Silent(LeaseReason.Overloaded)); break;
            default:
                if (decision.Kind == LeaseDecisionKind.Exhausted) LogExhausted(waiting.Command!.Pool!.Name);
                waiting.Answer(decision);
                break;
        }
    }

    /// <summary>A client that renews gets what is left of its lease; nothing else can be promised.</summary>
    private void AnswerUncommitted(WaitingCommand waiting, LeaseReason reason)
    {
        if (waiting.Command is not { } command) return;
        DateTimeOffset now = clock.GetUtcNow();
        if (command.Kind is LeaseCommandKind.Decline or LeaseCommandKind.Release) KeepUnwritten(waiting, command, now);
        waiting.Answer(_ledger.DecideUncommitted(command, now, reason));
    }

    /// <summary>A client that declines or releases does not say it again: it is written as soon as that is possible.</summary>
    private void KeepUnwritten(WaitingCommand waiting, LeaseCommand command, DateTimeOffset now)
    {
        if (_unwritten.Count >= _settings.AppendsMax) return;
        bool isKeptAlready = waiting.HeardAt is not null;
        long version = isKeptAlready ? waiting.HeardVersion : waiting.Proposed?.Version - 1 ?? VersionOf(command.Address);
        _unwritten.Add(new WaitingCommand(command, null, 0) { HeardAt = waiting.HeardAt ?? now, HeardVersion = version });
    }

    private long VersionOf(Ipv4Address address) => _ledger.NewestOf(address)?.Version ?? 0;

    private void DecideUnwritten()
    {
        if (_isSuspended || _unwritten.Count == 0) return;
        DateTimeOffset oldest = clock.GetUtcNow() - UnwrittenTime;
        // What has happened to the address since may be that its client has taken it again: then it is no longer given back.
        WaitingCommand[] unwritten = [.. _unwritten.Where(waiting => waiting.HeardAt >= oldest && waiting.HeardVersion == VersionOf(waiting.Command!.Address))];
        _unwritten.Clear();
        foreach (WaitingCommand waiting in unwritten) Decide(waiting);
    }

    private void Append(WaitingCommand waiting, LeaseEvent proposed)
    {
        waiting.Proposed = proposed;
        bool isTaken = _appending.Count < _settings.AppendsMax && journal.TryAppend(new LeaseAppend(proposed.Correlation, proposed));
        if (isTaken)
        {
            _appending.Add(proposed.Correlation, waiting);
            _hasAppended = true;
            return;
        }
        _ledger.Forget(proposed);
        waiting.Answer(LeaseDecision.Silent(LeaseReason.Overloaded)); // shed, never queue: the client asks again
    }

    private void OnReports(IReadOnlyList<LeaseReport> batch, ILeaseJournalSink? sink)
    {
        if (sink != _sink) return; // meant for this actor's life before a restart; the new start reports all of it again
        foreach (LeaseReport report in batch) OnReport(report);
        DecideParked();
    }

    private void OnReport(in LeaseReport report)
    {
        if (report.Event is { } e) Apply(e);
        if (report.Revision > _revision) _revision = report.Revision;
        if (report.Kind == LeaseReportKind.CaughtUp) OnCaughtUp();
        else if (report.Kind is LeaseReportKind.Suspended or LeaseReportKind.Resumed) Suspend(report.Kind == LeaseReportKind.Suspended);
        else if (_appending.Remove(report.Ticket, out WaitingCommand? waiting)) OnFate(report, waiting);
    }

    private void OnFate(in LeaseReport report, WaitingCommand waiting)
    {
        if (report.Kind != LeaseReportKind.Committed) _ledger.Forget(waiting.Proposed!);
        switch (report.Kind)
        {
            case LeaseReportKind.Committed: waiting.Answer(AnswerTo(waiting.Proposed!)); break;
            case LeaseReportKind.Conflict: OnConflict(waiting); break;
            case LeaseReportKind.Unavailable: AnswerUncommitted(waiting, LeaseReason.JournalUnavailable); break;
            case LeaseReportKind.Unknown: AnswerUncommitted(waiting, LeaseReason.OutcomeUnknown); break;
            default: throw new UnreachableException();
        }
    }

    private static LeaseDecision AnswerTo(LeaseEvent committed) => committed.State == LeaseState.Bound
        ? LeaseDecision.Ack(committed.Address, committed.LeaseSeconds, committed.Hostname)
        : LeaseDecision.Recorded(committed.Address);

    /// <summary>Another gateway was first. What it wrote has been applied, so the command is decided on what is true now.</summary>
    private void OnConflict(WaitingCommand waiting)
    {
        if (waiting.Command is null) return; // a later sweep sees whether it is still due
        if (waiting.HeardAt is not null) return; // said about what is no longer so
        if (++waiting.Conflicts < ConflictsMax) Decide(waiting);
        else waiting.Answer(LeaseDecision.Silent(LeaseReason.Overloaded));
    }

    private void Apply(LeaseEvent committed)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset learnedAt = _isCaughtUp || committed.At > now ? now : committed.At;
        if (!_ledger.Apply(committed, learnedAt, out LeaseEvent? before)) return;
        foreach (ILeaseObserver observer in observers) observer.Committed(committed, before);
    }

    /// <summary>Why is for the journal to say.</summary>
    private void Suspend(bool isSuspended)
    {
        if (_isSuspended == isSuspended) return;
        _isSuspended = isSuspended;
        if (!isSuspended) DecideUnwritten(); // before anything that clients ask from now on
    }

    private void OnCaughtUp()
    {
        _isCaughtUp = true;
        LeaseLog.CaughtUp(logger, _ledger.Bound, _revision);
        foreach (ILeaseObserver observer in observers) observer.CaughtUp();
    }

    private void DecideParked()
    {
        if (_parked.Count == 0) return;
        WaitingCommand[] parked = [.. _parked];
        _parked.Clear();
        foreach (WaitingCommand waiting in parked) Decide(waiting);
    }

    private void OnSweep()
    {
        if (!_isCaughtUp || _isSuspended) return;
        DecideUnwritten();
        if (cluster is not null && _ledger.Line?.View != cluster.Current) _ledger.Line = new MemberLine(cluster.Current);
        int room = _settings.AppendsMax - _appending.Count;
        _ledger.Sweep(clock.GetUtcNow(), Math.Min(_settings.SweepMax, room), _due);
        foreach (LeaseEvent due in _due) Append(new WaitingCommand(null, null, 0), due);
        _due.Clear();
    }

    private void OnConfigure(LeaseSettings settings)
    {
        _settings = settings;
        _ledger.Configure(settings);
        _sweepTimer?.Cancel();
        _sweepTimer = Timers.Every(settings.SweepInterval, LeaseLedgerMessage.Sweep());
    }

    private void LogExhausted(string pool)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (_exhaustedLogged.TryGetValue(pool, out DateTimeOffset last) && now - last < ExhaustedLogInterval) return;
        _exhaustedLogged[pool] = now;
        LeaseLog.PoolExhausted(logger, pool);
    }

    private sealed class JournalSink(IActorRef<LeaseLedgerMessage> ledger) : ILeaseJournalSink
    {
        public bool TryReport(IReadOnlyList<LeaseReport> batch) => ledger.TryTell(LeaseLedgerMessage.Reported(batch, this));
    }
}
