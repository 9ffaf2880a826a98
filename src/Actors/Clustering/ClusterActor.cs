using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.Clustering;

/// <summary>
/// Keeps this gateway a member of the cluster, follows who else is one, and publishes what follows from it. Commands of operators end
/// up here. Everything it knows is in the store and is read again after a failure; what an operator wants is in the tenure.
/// </summary>
internal sealed class ClusterActor(
    ClusterSettings settings,
    GatewayIdentity identity,
    IKeyValueStore store,
    IGatewayFacts facts,
    PublishedClusterView published,
    ClusterTenure tenure,
    IClusterEvents events,
    TimeProvider clock,
    ILogger log) : Actor<ClusterMessage>
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(200); // changes that come together are one write
    private static readonly TimeSpan RecordInterval = TimeSpan.FromSeconds(30); // so that clocks can be compared
    private static readonly TimeSpan ReadAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeaveDrain = TimeSpan.FromSeconds(1); // an exchange that has begun is finished in it
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1.5); // then local state has to do
    private const int RemovalsMax = 16;

    private readonly StoreKeys _keys = new(settings.Prefix);
    private readonly string _secretDigest = SecretDigest.Of(settings.Secret);
    private readonly List<GatewayRemoval> _removals = [];
    private readonly PromisedReplies _promises = new();
    private OwnMembership _membership = null!; // they report to this actor's address, which it has from OnStart on
    private MemberFollower _follower = null!;
    private ClusterReview _review = null!;
    private IDisposable? _health;
    private GatewayFacts _facts = null!;
    private ClusterMember _own = null!;
    private IActorTimer? _writeTimer;
    private TimeSpan _writtenAt;
    private bool _isWithdrawn;

    private TimeSpan Now => Time.GetElapsedTime(0);

    protected override void OnStart()
    {
        MailboxSink sink = new(Self);
        _membership = new OwnMembership(settings, store, sink, tenure, clock);
        _follower = new MemberFollower(_keys, store, sink, tenure);
        _review = new ClusterReview(settings, store, published, events, clock, log);
        _facts = facts.Read();
        _own = Compose();
        _health = store.FollowHealth(sink);
        Timers.Every(settings.TimeToLive / 3, new ClusterMessage.Tick());
        Timers.Once(SettleTime, new ClusterMessage.SettleDue());
        _follower.Begin();
        WriteNow();
        Review();
    }

    protected override void OnStop()
    {
        _follower.End();
        _health?.Dispose();
    }

    protected override void Receive(in ClusterMessage message)
    {
        switch (message)
        {
            case ClusterMessage.Stored stored: OnReport(stored.Report); break;
            case ClusterMessage.Tick: OnTick(); break;
            case ClusterMessage.FactsChanged: ReadFacts(); break;
            case ClusterMessage.WriteDue: OnWriteDue(); break;
            case ClusterMessage.ReadDue: _follower.Begin(); break;
            case ClusterMessage.SettleDue: _review.Settle(); break;
            case ClusterMessage.LeaveDue: OnLeaveDue(); break;
            case ClusterMessage.PatienceOver over: _promises.GiveUp(over.ReplyTo, _membership.Standing); break;
            case ClusterMessage.Show show: show.ReplyTo.TrySet(_review.Describe(_own, _membership, Now)); break;
            default: OnCommand(message); break;
        }

        Review();
    }

    private void OnCommand(ClusterMessage command)
    {
        switch (command)
        {
            case ClusterMessage.Drain drain: Intend(MemberIntent.Drain, drain.ReplyTo, "draining: new clients are left to the others, renewals are answered"); break;
            case ClusterMessage.Resume resume: OnResume(resume.ReplyTo); break;
            case ClusterMessage.Leave leave: OnLeave(leave.ReplyTo); break;
            case ClusterMessage.Down down: OnDown(down.Name, down.ReplyTo); break;
            case ClusterMessage.Withdraw withdraw: OnWithdraw(withdraw.ReplyTo); break;
            default: throw new UnreachableException();
        }
    }

    private void OnReport(StoreReport report)
    {
        if (report is StoreReport.HealthChanged changed) _review.Health = changed.Health;
        else if (_follower.Take(report, OnMembers, out bool shouldReadAgain)) ReadAgainIf(shouldReadAgain);
        else if (!_membership.Take(report))
        {
            if (_removals.Find(one => one.Take(report)) is { IsOver: true } over) _removals.Remove(over);
        }
    }

    private void ReadAgainIf(bool shouldReadAgain)
    {
        if (shouldReadAgain) Timers.Once(ReadAgain, new ClusterMessage.ReadDue());
    }

    private void OnMembers(IReadOnlyList<StoreEntry> entries, long revision, bool isWhole)
    {
        foreach (string server in _review.Take(entries, isWhole, Now)) facts.HintUpstreamDown(server);
        string own = _keys.OfGateway(settings.Gateway);
        StoreEntry? ours = entries.LastOrDefault(entry => entry.Key == own);
        if (isWhole) ours ??= new StoreEntry(own, null, revision, 0);
        if (ours is not null) _membership.Seen(ours);
    }

    private void OnTick()
    {
        _membership.Renew();
        ReadFacts();
        if (Now - _writtenAt >= RecordInterval && tenure.Intent != MemberIntent.Leave) WriteNow();
    }

    private void ReadFacts()
    {
        _facts = facts.Read();
        if (StateNow() != _own.State) WriteNow(); // the others wait for it
        else if (_writeTimer is null && !Compose().SaysTheSameAs(_own)) _writeTimer = Timers.Once(Debounce, new ClusterMessage.WriteDue());
    }

    private void OnWriteDue()
    {
        _writeTimer = null;
        WriteNow();
    }

    private void WriteNow()
    {
        _own = Compose();
        _writtenAt = Now;
        if (!_isWithdrawn && _own.State != MemberState.Leaving) _membership.Write(_own);
    }

    private ClusterMember Compose() => new()
    {
        Name = settings.Gateway,
        Instance = identity.Instance,
        Address = settings.Address,
        Version = identity.Version,
        StartedAt = identity.StartedAt,
        State = StateNow(),
        At = clock.GetUtcNow(),
        ServerIdentifiers = _facts.ServerIdentifiers,
        Pools = _facts.Pools,
        UpstreamsDown = _facts.UpstreamsDown,
        SecretDigest = _secretDigest,
    };

    private MemberState StateNow() => tenure.Intent switch
    {
        MemberIntent.Drain => MemberState.Draining,
        MemberIntent.Leave => MemberState.Leaving,
        _ => _facts.IsCaughtUp ? MemberState.Up : MemberState.Joining,
    };

    private void Intend(MemberIntent intent, ReplyTo<ClusterReply> replyTo, string text)
    {
        if (tenure.Intent != intent) MembershipLog.State(log, intent == MemberIntent.Serve ? "resuming" : "draining", text);
        tenure.Intent = intent;
        WriteNow();
        Promise(replyTo, text, untilLeft: false);
    }

    private void OnResume(ReplyTo<ClusterReply> replyTo)
    {
        if (_membership.Standing == Standing.PutDown) tenure.HasJoined = false; // the mark is not meant for it any more
        Intend(MemberIntent.Serve, replyTo, "serving everybody");
        _membership.Retry();
    }

    private void OnLeave(ReplyTo<ClusterReply> replyTo)
    {
        const string Text = "not a member any more: no DHCP client is answered, DNS is";
        if (tenure.Intent == MemberIntent.Leave)
        {
            Promise(replyTo, Text, untilLeft: true);
            return;
        }

        bool hasDrained = tenure.Intent == MemberIntent.Drain;
        tenure.Intent = MemberIntent.Drain;
        WriteNow();
        Timers.Once(hasDrained ? TimeSpan.Zero : LeaveDrain, new ClusterMessage.LeaveDue());
        _promises.Add(replyTo, Text, untilLeft: true);
        Timers.Once(LeaveDrain + CommandPatience, new ClusterMessage.PatienceOver(replyTo));
    }

    private void OnLeaveDue()
    {
        if (tenure.Intent != MemberIntent.Drain) return; // resumed meanwhile
        tenure.Intent = MemberIntent.Leave;
        _own = Compose();
        MembershipLog.State(log, "leaving", "no DHCP client is answered until 'polymasq cluster resume' or a restart");
        _membership.Leave(_own);
    }

    private void OnWithdraw(ReplyTo<ClusterReply> replyTo)
    {
        _isWithdrawn = true;
        _membership.Leave(_own with { State = MemberState.Leaving });
        Promise(replyTo, "", untilLeft: true);
    }

    private void OnDown(string name, ReplyTo<ClusterReply> replyTo)
    {
        MemberRecord? victim = _review.Table.Find(name);
        if (name == settings.Gateway) replyTo.TrySet(new ClusterReply(false, $"{name} is this gateway: 'polymasq cluster leave' takes it out"));
        else if (victim is null) replyTo.TrySet(new ClusterReply(false, $"there is no member '{name}'; see 'polymasq cluster show'"));
        else if (victim.Down is { } mark) replyTo.TrySet(new ClusterReply(true, $"{name} is down: {mark.By} has said so"));
        else if (_removals.Count == RemovalsMax) replyTo.TrySet(new ClusterReply(false, "too many are being put down at once"));
        else
        {
            GatewayRemoval removal = new(_keys, settings.Gateway, victim, replyTo, store, new MailboxSink(Self), tenure, clock);
            _removals.Add(removal);
            removal.Begin();
        }
    }

    private void Promise(ReplyTo<ClusterReply> replyTo, string text, bool untilLeft)
    {
        _promises.Add(replyTo, text, untilLeft);
        Timers.Once(CommandPatience, new ClusterMessage.PatienceOver(replyTo));
    }

    private void Review()
    {
        bool isOut = tenure.Intent == MemberIntent.Leave || _isWithdrawn;
        _promises.Tell(isWritten: !isOut && _membership.IsWritten, hasLeft: isOut && _membership.HasLeft);
        _review.Run(_own, _membership, tenure.Intent, _isWithdrawn, Now);
    }
}
