using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.TestKit;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>The ledger's actor on a manual clock, with a journal that commits when it is told to.</summary>
internal sealed class LedgerSystem : ILeaseReplies, ILeaseObserver
{
    private readonly ManualSystem _system = new();

    public LedgerSystem(LeaseSettings? settings = null, MemoryLeaseStore? store = null, int mailbox = 1024)
    {
        Settings = settings ?? Net.Settings(Net.Pool("10.9.0.100-10.9.0.200"));
        Store = store ?? new MemoryLeaseStore();
        Journal = new MemoryLeaseJournal(Store);
        Ref = _system.Spawn(() => new LeaseLedgerActor(Settings, Journal, [this], _system.Clock, NullLogger.Instance), "leases", mailbox);
    }

    public LeaseSettings Settings { get; }
    public MemoryLeaseStore Store { get; }
    public MemoryLeaseJournal Journal { get; }
    public IActorRef<LeaseLedgerMessage> Ref { get; }
    public LeasePool Pool => Settings.Pools[0];

    /// <summary>Decisions by the correlation of their command.</summary>
    public Dictionary<long, LeaseDecision> Decided { get; } = [];

    public List<LeaseEvent> Observed { get; } = [];

    /// <summary>The next committed event makes the actor fail.</summary>
    public bool FailsNext { get; set; }
    public int TimesCaughtUp { get; private set; }

    public void Tell(LeaseCommandKind kind, int client, string? address, long correlation) =>
        Tell(Net.Command(kind, Pool, client, address), correlation);

    public void Tell(LeaseCommand command, long correlation)
    {
        Post(command, correlation);
        _system.Run();
    }

    /// <summary>Leaves a command in the mailbox until something else makes the actor run.</summary>
    public void Post(LeaseCommand command, long correlation) => Assert.True(Ref.TryTell(LeaseLedgerMessage.Decide(command, this, correlation)));

    public void Commit()
    {
        Journal.CommitAll();
        _system.Run();
    }

    public void Deliver()
    {
        Journal.Deliver();
        _system.Run();
    }

    public void Advance(double seconds) => _system.Advance(seconds);

    public LeaseListing Show(string after = "0.0.0.0", int limit = 100, bool includeFree = false) => _system.Ask<LeaseLedgerMessage, LeaseListing>(
        Ref, reply => LeaseLedgerMessage.Show(new LeaseShow(Net.Address(after), limit, includeFree, reply)));

    void ILeaseReplies.Decided(in LeaseDecision decision, long correlation) => Decided.Add(correlation, decision);

    void ILeaseObserver.Committed(LeaseEvent committed, LeaseEvent? before)
    {
        if (FailsNext)
        {
            FailsNext = false;
            throw new InvalidOperationException("as the test wants it");
        }
        Assert.True((before?.Version ?? 0) < committed.Version);
        Observed.Add(committed);
    }

    void ILeaseObserver.CaughtUp() => TimesCaughtUp++;
}
