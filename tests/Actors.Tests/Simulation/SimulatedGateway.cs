using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Clustering.Journal;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>
/// A gateway with the actors that a real one has: listener, ledger, journal, membership. A crash ends all of them between two turns;
/// the disk, the clock's error and the link's faults outlive it.
/// </summary>
internal sealed class SimulatedGateway : IDisposable
{
    private readonly SimulationRun _run;
    private readonly int _seed;
    private GatewayLife? _life;
    private int _lives;

    public SimulatedGateway(SimulationRun run, int number, int seed)
    {
        (_run, Number, _seed) = (run, number, seed);
        Clock = new SkewedClock(run.System.Clock);
    }

    public int Number { get; }

    public string Name => Site.NameOf(Number);

    public SkewedClock Clock { get; }

    /// <summary>Between it and the store.</summary>
    public StoreFaults Link { get; } = new();

    public ReplicaDisk Disk { get; } = new();

    public bool IsUp => _life is not null;

    /// <summary>What its ledger has applied of an address last.</summary>
    public LeaseEvent? Known(Ipv4Address address) => _life?.Observer.Newest.GetValueOrDefault(address);

    public bool IsCaughtUp => _life?.Observer.IsCaughtUp == true;

    /// <summary>Since when it has no way to a quorum; null while it has one.</summary>
    public TimeSpan? CutSince { get; private set; }

    public void Start()
    {
        if (IsUp) return;
        _life = new GatewayLife(_run, this, ++_lives, _seed + (1000 * _lives));
        _run.Note($"{Name} starts");
    }

    public void Crash()
    {
        if (_life is null) return;
        _life.Dispose();
        _life = null;
        _run.Note($"{Name} crashes");
    }

    public void Dispose() => _life?.Dispose();

    /// <summary>When it began to take turns, or went on with it.</summary>
    public TimeSpan AwakeSince { get; private set; }

    public void Pause(bool isPaused)
    {
        if (!isPaused) AwakeSince = _run.Now;
        _life?.Pause(isPaused);
    }

    public void Cut(bool there, bool back)
    {
        (Link.IsCutThere, Link.IsCutBack) = (there, back);
        _life?.Store.Cut(there, back);
        NoteQuorum();
    }

    /// <summary>To be called when the store's quorum or the link has changed.</summary>
    public void NoteQuorum()
    {
        bool isCut = Link.IsCut || !_run.Store.HasQuorum;
        if (!isCut) CutSince = null;
        else CutSince ??= _run.Now;
    }

    public void Drain(bool isDraining) => _life?.Drain(isDraining);

    public void Receive(byte[] message, Ipv4Address source, Ipv4Address destination) => _life?.Receive(message, source, destination);
}

/// <summary>A gateway from a start to a crash.</summary>
internal sealed class GatewayLife : IDisposable, IDhcp4Port, IConflictProbe, IGatewayFacts, IClusterEvents
{
    private readonly SimulationRun _run;
    private readonly SimulatedGateway _gateway;
    private readonly GatewayDispatcher _dispatcher;
    private readonly LifeClock _time;
    private readonly PacketPool _packets = new(packetsMax: 128, bytesEach: 1024);
    private readonly ILeaseJournal _journal;
    private readonly ILeaseReplica _replica;
    private readonly IActorRef<Dhcp4ListenerMessage> _listener;
    private readonly IActorRef<ClusterMessage> _cluster;
    private readonly PublishedClusterView _view;
    private readonly List<byte[]> _gathered = [];

    public GatewayLife(SimulationRun run, SimulatedGateway gateway, int life, int seed)
    {
        (_run, _gateway) = (run, gateway);
        _dispatcher = new GatewayDispatcher(run.System.Dispatcher);
        _time = new LifeClock(run.System.Clock);
        ActorSystem system = new(_time, _dispatcher, NullLoggerFactory.Instance, seed);
        Store = new ModelStoreClient(run.Store, run.System, $"{gateway.Name}-{life}", seed, _dispatcher) { Faults = gateway.Link };
        _replica = new SimulatedReplica(gateway.Disk, _time);
        IKeyValueStore store = run.Sabotage.Around(new CountingStore(Store, run.Counts));
        ClusterSettings cluster = Site.ClusterOf(gateway.Number);
        _view = new PublishedClusterView(ClusterView.Alone(gateway.Name));
        _journal = run.Sabotage.Around(ReplicatedLeaseJournal.Open(system, JournalOf(cluster), store, _replica, gateway.Clock, NullLogger.Instance));
        Dhcp4Plan plan = Site.PlanOf(gateway.Number);
        LeaseSettings leases = Site.LeasesOf(gateway.Number, plan, run.Sabotage.ReuseDelay);
        Props<LeaseLedgerMessage> ledger = new(
            () => new LeaseLedgerActor(leases, _journal, [Observer], gateway.Clock, NullLogger.Instance), 256);
        IActorRef<LeaseLedgerMessage> ledgerRef = system.Spawn(ledger, "leases");
        Props<Dhcp4ListenerMessage> listener = new(
            () => new Dhcp4ListenerActor(
                plan, Site.InterfaceOf(gateway.Number), this, this, ledgerRef, _view, new Dhcp4Counters(), NullLogger.Instance), 256);
        _listener = system.Spawn(listener, "lan0");
        ClusterTenure tenure = new();
        GatewayIdentity identity = new($"disk-of-{gateway.Name}", "1", run.System.Clock.GetUtcNow());
        Props<ClusterMessage> membership = new(
            () => new ClusterActor(cluster, identity, store, this, _view, tenure, this, gateway.Clock, NullLogger.Instance), 256);
        _cluster = system.Spawn(membership, "cluster");
    }

    public ModelStoreClient Store { get; }

    public LedgerObserver Observer { get; } = new();

    /// <summary>The end, between two turns.</summary>
    public void Dispose()
    {
        _dispatcher.Kill();
        _time.IsOver = true;
        Store.Dispose();
        _replica.Dispose();
        _journal.Dispose();
    }

    public void Pause(bool isPaused)
    {
        if (isPaused) _dispatcher.Pause();
        else _dispatcher.Continue();
    }

    public void Drain(bool isDraining)
    {
        ReplyTo<ClusterReply> nobody = new();
        _cluster.Tell(isDraining ? new ClusterMessage.Drain(nobody) : new ClusterMessage.Resume(nobody));
    }

    public void Receive(byte[] message, Ipv4Address source, Ipv4Address destination)
    {
        if (_packets.TryRent() is not { } packet) return;
        message.CopyTo(packet.Buffer, 0);
        packet.Length = message.Length;
        if (!_listener.TryTell(Dhcp4ListenerMessage.Received(packet, source, destination))) packet.Release();
    }

    public void Send(in Dhcp4Destination destination, ReadOnlySpan<byte> message) => _gathered.Add(message.ToArray());

    public void Flush()
    {
        foreach (byte[] message in _gathered) _run.SentByGateway(_gateway, message);
        _gathered.Clear();
    }

    public bool TryStart(in ConflictProbeRequest request) => false;

    public void Stop(long correlation)
    {
    }

    public GatewayFacts Read() => new() { IsCaughtUp = Observer.IsCaughtUp, ServerIdentifiers = [Site.AddressOf(_gateway.Number)] };

    private static LeaseJournalSettings JournalOf(ClusterSettings cluster) => new() { Cluster = cluster, QueueMax = 64, NewIdentity = $"made-by-{cluster.Gateway}" };

    public void HintUpstreamDown(string server)
    {
    }

    public void Happened(ClusterEvent what)
    {
    }
}

/// <summary>What a ledger shows of what it has applied.</summary>
internal sealed class LedgerObserver : ILeaseObserver
{
    private readonly Dictionary<Ipv4Address, LeaseEvent> _newest = [];

    public IReadOnlyDictionary<Ipv4Address, LeaseEvent> Newest => _newest;

    public bool IsCaughtUp { get; private set; }

    public void Committed(LeaseEvent committed, LeaseEvent? before) => _newest[committed.Address] = committed;

    public void CaughtUp() => IsCaughtUp = true;
}
