using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;

namespace Polymasq.TestKit.Clustering;

/// <summary>
/// One gateway's way to a <see cref="ModelStoreServer"/>. Without faults everything is answered on the next turn. Runs on the
/// test's thread, the manual clock and a dispatcher; what <see cref="Faults"/> leaves to chance is decided by the seed.
/// </summary>
public sealed class ModelStoreClient : IKeyValueStore
{
    private static readonly StoreHealth Well = new(true, "");

    /// <summary>Entries in a page.</summary>
    private const int PageMax = 100;

    private const int TurnsMax = 65536;
    private readonly List<ModelStoreWatch> _watches = [];
    private readonly List<IStoreSink> _healthSinks = [];
    private readonly IActorRef<StoreTurn> _turns;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly StoreOutbox _outbox;
    private readonly ITimer _healthTimer;
    private bool _isDisposed;

    /// <param name="server">The store.</param>
    /// <param name="system">Its clock, and where turns are taken.</param>
    /// <param name="name">Of the actor that takes them.</param>
    /// <param name="seed">Decides what becomes of each call when faults are set.</param>
    /// <param name="dispatcher">Where reports are made; null for the system's own.</param>
    public ModelStoreClient(ModelStoreServer server, ManualSystem system, string name = "store", int seed = 1, Dispatcher? dispatcher = null)
    {
        Server = server;
        _clock = system.Clock;
        _random = new Random(seed);
        _outbox = new StoreOutbox(_clock);
        _turns = system.System.Spawn(new Props<StoreTurn>(static () => new TurnActor(), TurnsMax) { Dispatcher = dispatcher }, name);
        _healthTimer = _clock.CreateTimer(_ => Turn(UpdateHealth), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        server.Written += PumpAll;
        server.QuorumChanged += LinkChanged;
    }

    /// <summary>What goes wrong. After a change of a cut, call <see cref="LinkChanged"/>, or use <see cref="Cut"/>.</summary>
    public StoreFaults Faults { get; init; } = new();

    public StoreHealth Health { get; private set; } = Well;

    internal ModelStoreServer Server { get; }

    /// <summary>Cuts the way to the store, in one direction or both, and heals it.</summary>
    public void Cut(bool there, bool back)
    {
        Faults.IsCutThere = there;
        Faults.IsCutBack = back;
        LinkChanged();
    }

    public void Commit(long ticket, StoreTransaction transaction, IStoreSink sink) =>
        Call(ticket, sink, () => [Server.Commit(ticket, transaction)]);

    public void Read(long ticket, string prefix, IStoreSink sink) => Call(ticket, sink, () => Pages(ticket, prefix));

    public void Grant(long ticket, TimeSpan timeToLive, IStoreSink sink) =>
        Call(ticket, sink, () => [new StoreReport.Granted(ticket, Server.Grant(timeToLive), timeToLive)]);

    public void KeepAlive(long ticket, long lease, IStoreSink sink) =>
        Call(ticket, sink, () => [new StoreReport.KeptAlive(ticket, Server.KeepAlive(lease))]);

    public void Revoke(long ticket, long lease, IStoreSink sink) => Call(ticket, sink, () =>
    {
        Server.Revoke(lease);
        return [new StoreReport.Revoked(ticket)];
    });

    public IDisposable Watch(long ticket, string prefix, long fromRevision, IStoreSink sink)
    {
        _watches.RemoveAll(watch => watch.HasEnded);
        ModelStoreWatch watch = new(this, ticket, prefix, fromRevision, sink);
        _watches.Add(watch);
        watch.Pump();
        return watch;
    }

    public IDisposable FollowHealth(IStoreSink sink)
    {
        _healthSinks.Add(sink);
        Turn(() => Send(sink, new StoreReport.HealthChanged(Health)));
        return new Following(this, sink);
    }

    /// <summary>The gateway is gone: what it sent arrives or does not, what comes back is read by nobody.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _outbox.Close();
        _healthTimer.Dispose();
        _watches.Clear();
        Server.Written -= PumpAll;
        Server.QuorumChanged -= LinkChanged;
        _turns.Stop();
    }

    internal void LinkChanged()
    {
        _healthTimer.Change(Faults.DetectAfter, Timeout.InfiniteTimeSpan);
        PumpAll();
    }

    internal void Send(IStoreSink sink, StoreReport report) => _outbox.Send(sink, report);

    /// <summary>Has something done on a turn of this gateway, after a time.</summary>
    internal void After(TimeRange delay, Action action) => Later(delay, () => Turn(action));

    private void Call(long ticket, IStoreSink sink, Func<IReadOnlyList<StoreReport>> perform)
    {
        if (_isDisposed) return;
        StoreCall call = new(ticket, sink, perform);
        if (!Health.CanCommit || Happens(Faults.Refused))
        {
            Turn(() => End(call, [new StoreReport.Failed(ticket, MayHaveHappened: false, "no member takes requests")]));
            return;
        }

        After(new TimeRange(Faults.CallTimeout, Faults.CallTimeout), () => End(call, [new StoreReport.Failed(ticket, MayHaveHappened: true, "no member answered")]));
        if (Faults.IsCutThere || Happens(Faults.RequestLost)) return;
        if (Happens(Faults.RequestLate)) Later(new TimeRange(Faults.CallTimeout, Faults.CallTimeout + Faults.LateBy), () => Server.WhenQuorum(() => perform()));
        else Later(Faults.RequestDelay, () => Server.WhenQuorum(() => Arrive(call)));
    }

    private void Arrive(StoreCall call)
    {
        IReadOnlyList<StoreReport> answer = call.Perform();
        if (Happens(Faults.Repeated)) answer = call.Perform();
        if (_isDisposed || Happens(Faults.AnswerLost)) return;
        After(Faults.AnswerDelay, () =>
        {
            if (!Faults.IsCutBack) End(call, answer);
        });
    }

    private void End(StoreCall call, IReadOnlyList<StoreReport> reports)
    {
        if (call.IsOver) return;
        call.IsOver = true;
        foreach (StoreReport report in reports) Send(call.Sink, report);
    }

    private StoreReport[] Pages(long ticket, string prefix)
    {
        StoreEntry[][] pages = [.. Server.Read(prefix).Chunk(PageMax)];
        if (pages.Length == 0) pages = [[]];
        return [.. pages.Select((entries, i) => new StoreReport.Page(ticket, Server.Revision, entries, IsLast: i == pages.Length - 1))];
    }

    private void PumpAll()
    {
        foreach (ModelStoreWatch watch in _watches.ToArray()) watch.Pump();
    }

    private void UpdateHealth()
    {
        bool canCommit = Server.HasQuorum && !Faults.IsCut;
        if (canCommit == Health.CanCommit) return;
        Health = canCommit ? Well : new StoreHealth(false, Server.HasQuorum ? "no member can be reached" : "the members have no quorum");
        foreach (IStoreSink sink in _healthSinks.ToArray()) Send(sink, new StoreReport.HealthChanged(Health));
    }

    private bool Happens(double share) => share > 0 && _random.NextDouble() < share;

    private void Turn(Action action)
    {
        if (!_isDisposed) _turns.Tell(new StoreTurn(action));
    }

    private void Later(TimeRange delay, Action action)
    {
        TimeSpan time = delay.Draw(_random);
        if (time <= TimeSpan.Zero) action();
        else _clock.CreateTimer(_ => action(), null, time, Timeout.InfiniteTimeSpan);
    }

    private readonly record struct StoreTurn(Action Take);

    private sealed class TurnActor : Actor<StoreTurn>
    {
        protected override void Receive(in StoreTurn message) => message.Take();
    }

    private sealed class Following(ModelStoreClient client, IStoreSink sink) : IDisposable
    {
        public void Dispose() => client._healthSinks.Remove(sink);
    }
}
