using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>
/// Owns what a gateway knows of the store's leases: loads the replica, joins the stream, brings appends into the store, and tells the
/// ledger. After a failure it begins with the replica again; appends that were on their way are reported as unknown.
/// </summary>
internal sealed class LeaseJournalActor : Actor<LeaseJournalMessage>, IDisposable
{
    private const int CopyEventsMax = 65536;
    private static readonly TimeSpan RejoinTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ForeignTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReofferTime = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SayTime = TimeSpan.FromSeconds(3); // to catch up takes a moment, and that is no news

    private readonly LeaseJournalSettings _settings;
    private readonly JournalInlet _inlet;
    private readonly IKeyValueStore _store;
    private readonly ILeaseReplica _replica;
    private readonly ILogger _logger;
    private readonly StreamHeads _heads = new();
    private readonly AppendBoard _board = new();
    private readonly EntryReader _reader;
    private readonly ReportOutbox _outbox;
    private readonly LeaseIntake _intake;
    private readonly ReplicaFeed _feed;
    private readonly StreamJoin _join;
    private CommitLane? _lane;
    private IDisposable? _healthFollowing;
    private IActorTimer? _offerTimer;
    private IActorTimer? _joinTimer;
    private IActorTimer? _sayTimer;
    private StoreHealth _health = new(false, "the store has not answered yet");
    private long _load;
    private bool _isLoaded;
    private bool _isStartOver;
    private bool _isCaughtUp; // as the ledger was told
    private bool _isSuspended;
    private bool _hasSaid; // that no lease can be committed: its end is to be said too
    private bool _hasSaidGap;

    public LeaseJournalActor(
        LeaseJournalSettings settings, JournalInlet inlet, IKeyValueStore store, ILeaseReplica replica, TimeProvider clock, ILogger logger)
    {
        (_settings, _inlet, _store, _replica, _logger) = (settings, inlet, store, replica, logger);
        Keys = new StoreKeys(settings.Cluster.Prefix);
        _reader = new EntryReader(Keys, clock, logger);
        _outbox = new ReportOutbox(inlet);
        _intake = new LeaseIntake(_heads, _reader, _board, _outbox, clock, logger);
        _feed = new ReplicaFeed(replica, CopyEventsMax);
        _join = new StreamJoin(settings, Keys, store, inlet, _heads, _intake, _feed, logger);
    }

    private StoreKeys Keys { get; }

    protected override void OnStart()
    {
        _inlet.Connect(Self); // whoever made this actor may be slower than the store
        CallSink calls = new(_inlet);
        _lane = new CommitLane(_store, Keys, _heads, _intake, _board, _outbox, _inlet, calls, Time);
        _healthFollowing = _store.FollowHealth(calls);
        if (_inlet.HasLived && _inlet.Sink is not null) BeginAgain();
        _inlet.HasLived = true;
    }

    /// <summary>After a failure: nobody else will tell the ledger what became of its appends.</summary>
    private void BeginAgain()
    {
        long[] lost = [.. _inlet.Outstanding.Order()];
        OnBegin();
        foreach (long ticket in lost) _outbox.Add(LeaseReport.Unknown(ticket));
        _isSuspended = true; // the ledger may have been told so: let it hear when it is over
        _outbox.Add(LeaseReport.Suspended());
    }

    protected override void Receive(in LeaseJournalMessage message)
    {
        switch (message.What)
        {
            case LeaseJournalMessage.Verb.Begin: OnBegin(); break;
            case LeaseJournalMessage.Verb.Flush: _inlet.Flushed(); break;
            case LeaseJournalMessage.Verb.Loaded: OnLoaded(message); break;
            case LeaseJournalMessage.Verb.Stored: OnStored(message.Report!); break;
            case LeaseJournalMessage.Verb.Offer: _offerTimer = null; break;
            case LeaseJournalMessage.Verb.StartIsOver: _isStartOver = true; break;
            case LeaseJournalMessage.Verb.Join: _joinTimer = null; break;
            case LeaseJournalMessage.Verb.Say: OnSay(); break;
            default: throw new UnreachableException();
        }
    }

    /// <summary>Whatever was told, this is what follows from it.</summary>
    protected override void OnBatchEnd()
    {
        if (_outbox.IsBlocked) _outbox.Offer(); // before anything is held back because of it
        JoinIfAway();
        UpdateStanding();
        _lane!.Pump(_join.IsCurrent && _health.CanCommit);
        _feed.Offer();
        CareForCopy();
        _outbox.Offer();
        ArmTimers();
        ArmSaying();
        Publish();
    }

    protected override void OnStop() => Dispose();

    public void Dispose()
    {
        _healthFollowing?.Dispose();
        _join.Dispose();
        _lane?.Dispose();
    }

    private void OnBegin()
    {
        _outbox.Begin(_inlet.Sink);
        if (_load == 0)
        {
            _load = _inlet.NextTicket();
            _replica.Load(new LoadSink(_inlet, _load));
            Timers.Once(_settings.StartTime, LeaseJournalMessage.StartIsOver());
            return;
        }
        foreach (StreamHead head in _heads.InOrder()) _outbox.Add(LeaseReport.Committed(0, Math.Max(0, head.Revision), head.Event));
        if (_isCaughtUp) _outbox.Add(LeaseReport.CaughtUp(_heads.Revision));
        if (_isSuspended) _outbox.Add(LeaseReport.Suspended());
    }

    private void OnLoaded(in LeaseJournalMessage message)
    {
        if (message.Load != _load || _isLoaded) return;
        _intake.TakeLoaded(message.Batch!);
        if (!message.IsLast) return;
        _isLoaded = true;
        _join.StartFrom(message.Batch!.Position);
        JournalLog.Loaded(_logger, _heads.Count, message.Batch.Position.Revision);
    }

    private void OnStored(StoreReport report)
    {
        if (report is StoreReport.HealthChanged changed) OnHealth(changed.Health);
        else if (!_lane!.OnReport(report)) _join.OnReport(report);
    }

    private void OnHealth(StoreHealth health)
    {
        bool wasWell = _health.CanCommit;
        _health = health;
        if (wasWell && !health.CanCommit) _join.Leave();
        if (wasWell == health.CanCommit) return;
        _joinTimer?.Cancel();
        _joinTimer = null; // well again: at once
    }

    private void JoinIfAway()
    {
        if (!_isLoaded || !_health.CanCommit || !_join.IsAway || _joinTimer is not null) return;
        _join.Begin();
        _joinTimer = Timers.Once(_join.Problem.Length > 0 ? ForeignTime : RejoinTime, LeaseJournalMessage.Join()); // should it fail
    }

    private void UpdateStanding()
    {
        if (!_isLoaded) return;
        bool isCurrent = _join.IsCurrent && _health.CanCommit;
        if (isCurrent) BeCurrent();
        else if (_isCaughtUp) Suspend();
        else if (_isStartOver)
        {
            TellCaughtUp();
            Suspend();
        }
    }

    private void BeCurrent()
    {
        if (!_isCaughtUp)
        {
            TellCaughtUp();
            JournalLog.Following(_logger, _settings.Cluster.Name, _join.Position.ClusterId, _join.Position.Revision);
        }
        if (!_isSuspended) return;
        _isSuspended = false;
        _outbox.Add(LeaseReport.Resumed());
        if (_hasSaid) JournalLog.Resumed(_logger, _join.Position.Revision);
        _hasSaid = false;
    }

    private void TellCaughtUp()
    {
        _isCaughtUp = true;
        _outbox.Add(LeaseReport.CaughtUp(_heads.Revision));
    }

    private void Suspend()
    {
        if (_isSuspended) return;
        _isSuspended = true;
        _outbox.Add(LeaseReport.Suspended());
    }

    private string Reason
    {
        get
        {
            if (_join.Problem.Length > 0) return _join.Problem;
            if (!_health.CanCommit) return _health.Reason;
            return _join.IsCurrent ? "" : "it catches up with the cluster";
        }
    }

    /// <summary>The store can commit, and this gateway may: it is not there yet. That the store cannot, it says itself.</summary>
    private bool IsBehind => _isSuspended && _health.CanCommit && _join.Problem.Length == 0;

    private void ArmSaying()
    {
        if (_join.Problem.Length > 0) _hasSaid = true; // by the join
        if (IsBehind && !_hasSaid) _sayTimer ??= Timers.Once(SayTime, LeaseJournalMessage.Say());
        else _sayTimer?.Cancel();
        if (!IsBehind) _sayTimer = null;
    }

    private void OnSay()
    {
        _sayTimer = null;
        if (!IsBehind) return;
        _hasSaid = true;
        JournalLog.Suspended(_logger, Reason);
    }

    private void CareForCopy()
    {
        if (_feed.HasGap && !_hasSaidGap) JournalLog.CopyIsBehind(_logger);
        _hasSaidGap = _feed.HasGap;
        if (_feed.WantsState && _health.CanCommit) _join.ReadForCopy();
    }

    private void ArmTimers()
    {
        if (_offerTimer is not null) return;
        if (_outbox.IsBlocked) _offerTimer = Timers.Once(ReofferTime, LeaseJournalMessage.Offer());
        else if (_feed.IsWaiting || _lane!.IsGathering) _offerTimer = Timers.Once(GatherTime, LeaseJournalMessage.Offer());
    }

    private void Publish()
    {
        CommitLane lane = _lane!;
        LeaseJournalCounters counters = new(
            lane.Transactions, lane.Committed + _intake.Confirmed, lane.Conflicts, lane.Unknown, lane.Unavailable, lane.Retries,
            _intake.Followed, _reader.Unreadable);
        LeaseJournalStatus status = new(
            _join.Position.ClusterId, _join.Position.Revision, _heads.Revision, _join.IsCurrent && _health.CanCommit, Reason, counters);
        if (status != _inlet.Status) _inlet.Status = status;
    }
}
