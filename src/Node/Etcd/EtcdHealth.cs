using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Node.Etcd.Members;

namespace Polymasq.Node.Etcd;

/// <summary>Whether etcd can commit, as far as calls and probes have shown. Tells followers and the log of each change.</summary>
internal sealed class EtcdHealth
{
    private static readonly TimeSpan MoveLogInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly MemberRing _ring;
    private readonly EtcdSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile StoreHealth _current;
    private volatile EtcdFault? _refused;
    private readonly long _startedAt;
    private FaultKind _kind;
    private bool _isSaid = true; // that nothing is known yet needs no words
    private long _succeededAt;
    private EtcdMember? _lastUsed;
    private long? _movedAt;

    public EtcdHealth(MemberRing ring, EtcdSettings settings, TimeProvider clock, ILogger logger)
    {
        (_ring, _settings, _clock, _logger) = (ring, settings, clock, logger);
        _startedAt = _succeededAt = clock.GetTimestamp();
        _current = new StoreHealth(false, HealthVerdict.Of(ring.Members, null, hasAnswered: false, settings).Reason);
    }

    /// <summary>Called with each change, in order, with the lock held: not for long.</summary>
    public event Action<StoreHealth>? Changed;

    public StoreHealth Current => _current;

    /// <summary>Whether writing must be tried to know more: nothing was ever written, or it was refused.</summary>
    public bool MustTryWriting => _refused is not null || _lastUsed is null;

    /// <summary>When there will be no quorum if nobody shows one before. In the past: there is none.</summary>
    public TimeSpan QuorumLeft => EtcdTimes.Quorum - _clock.GetElapsedTime(Volatile.Read(ref _succeededAt));

    /// <summary>A member showed that it has a quorum.</summary>
    public void Succeeded(EtcdMember member)
    {
        long now = _clock.GetTimestamp();
        member.Succeeded(now);
        Volatile.Write(ref _succeededAt, now);
        if (member != _lastUsed) Use(member);
        if (!_current.CanCommit && _refused is null) Change(new StoreHealth(true, ""), FaultKind.None, member.Name);
    }

    /// <summary>What would hold for the next transaction too: no such user, no permission, no space.</summary>
    public void Refused(EtcdFault fault)
    {
        _refused = fault;
        Judge();
    }

    /// <summary>A transaction that would write was carried out.</summary>
    public void Accepted()
    {
        _refused = null;
        if (!_current.CanCommit && _lastUsed is { } member && QuorumLeft > TimeSpan.Zero) Change(new StoreHealth(true, ""), FaultKind.None, member.Name);
    }

    /// <summary>Something failed, or time has passed.</summary>
    public void Judge()
    {
        bool isKnown = _ring.Members.All(member => member.Fault is not null);
        bool isBegin = _lastUsed is null && !isKnown; // before the first second is over, silence means nothing
        if (_refused is null && (isBegin || _current.CanCommit) && QuorumLeft > TimeSpan.Zero) return;
        HealthVerdict verdict = HealthVerdict.Of(_ring.Members, _refused, hasAnswered: _lastUsed is not null, _settings);
        Change(new StoreHealth(false, verdict.Reason), verdict.Kind, "");
    }

    private void Change(StoreHealth health, FaultKind kind, string member)
    {
        lock (_gate)
        {
            bool isNews = health.CanCommit != _current.CanCommit || kind != _kind; // the cause is the same: that its words differ is no news
            if (isNews) (_current, _kind, _isSaid) = (health, kind, false);
            Say(member);
            if (isNews) Changed?.Invoke(health);
        }
    }

    /// <summary>Says what holds now, unless it has been said, or may yet pass: who starts together with etcd is there before it.</summary>
    private void Say(string member)
    {
        bool mayPass = _lastUsed is null && _kind is FaultKind.None or FaultKind.NotReached or FaultKind.NoQuorum;
        if (_isSaid || (!_current.CanCommit && mayPass && _clock.GetElapsedTime(_startedAt) < EtcdTimes.FirstAnswer)) return;
        _isSaid = true;
        if (_current.CanCommit) EtcdLog.CanCommit(_logger, member);
        else EtcdLog.CannotCommit(_logger, _current.Reason);
    }

    private void Use(EtcdMember member)
    {
        lock (_gate)
        {
            if (member != _ring.Current.Member) return; // a late answer of a member that was left
            EtcdMember? left = _lastUsed;
            _lastUsed = member;
            bool isNews = _movedAt is null || _clock.GetElapsedTime(_movedAt.Value) > MoveLogInterval;
            if (left is null || !_current.CanCommit || !isNews) return;
            _movedAt = _clock.GetTimestamp();
            EtcdLog.Moved(_logger, left.Name, member.Name, left.Fault?.Text ?? "it answers again");
        }
    }
}
