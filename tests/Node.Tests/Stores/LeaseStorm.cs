using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Stores;

/// <summary>
/// The child that is killed: a ledger with its journal, and clients that lease, renew and release as fast as they are
/// answered. Every acknowledgement goes to standard output the moment it is given, as "address client".
/// </summary>
internal sealed class LeaseStorm : ILeaseReplies, ILeaseObserver
{
    private const int Clients = 64;
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Random _random = new(Environment.ProcessId);
    private readonly LeasePool _pool = new(new LeasePoolSettings
    {
        Name = "storm",
        Subnet = new Ipv4Subnet(Ipv4Address.Parse("10.9.0.0"), 16),
        Ranges = [new Ipv4Range(Ipv4Address.Parse("10.9.1.0"), Ipv4Address.Parse("10.9.1.99"))],
        LeaseSeconds = 3600,
    });
    private IActorRef<LeaseLedgerMessage>? _ledger;

    public static void Run(string directory)
    {
        LeaseStorm storm = new();
        using SqliteLeaseJournal journal = SqliteLeaseJournal.Open(
            new SqliteLeaseJournalSettings { Directory = directory, Cluster = "lab", QueueMax = 1024, HistoryTime = null },
            TimeProvider.System, NullLogger.Instance);
        using ThreadDispatcher lane = new("lane");
        ActorSystem system = new(TimeProvider.System, lane, NullLoggerFactory.Instance, seed: 1);
        storm._ledger = system.Spawn(
            new Props<LeaseLedgerMessage>(() => new LeaseLedgerActor(storm.Settings(), journal, [storm], TimeProvider.System, NullLogger.Instance), 1024),
            "leases");
        system.Ended.Wait(); // the parent kills us
    }

    public void Committed(LeaseEvent committed, LeaseEvent? before)
    {
    }

    public void CaughtUp()
    {
        for (int client = 0; client < Clients; client++) Send(LeaseCommandKind.Offer, client, default);
    }

    public void Decided(in LeaseDecision decision, long correlation)
    {
        int client = (int)correlation;
        if (decision.Kind == LeaseDecisionKind.Ack)
        {
            _output.Write(Encoding.ASCII.GetBytes($"{decision.Address} {LeaseEvents.Client(client)}\n"));
            Send(_random.Next(3) == 0 ? LeaseCommandKind.Release : LeaseCommandKind.RequestRenewing, client, decision.Address);
        }
        else if (decision.Kind == LeaseDecisionKind.Offer) Send(LeaseCommandKind.RequestSelecting, client, decision.Address);
        else Send(LeaseCommandKind.Offer, client, default);
    }

    private void Send(LeaseCommandKind kind, int client, Ipv4Address address) => _ledger!.Tell(LeaseLedgerMessage.Decide(
        new LeaseCommand { Kind = kind, Pool = _pool, Client = LeaseEvents.Client(client), Chaddr = LeaseEvents.Chaddr(client), Address = address },
        this, client));

    private LeaseSettings Settings() => new()
    {
        Gateway = "gw1",
        Authoritative = true,
        Pools = [_pool],
        HoldTime = TimeSpan.FromSeconds(30),
        HoldsMax = 1000,
        Quarantine = TimeSpan.FromMinutes(30),
        ReuseDelay = TimeSpan.Zero,
        RepeatTime = TimeSpan.Zero, // so that each acknowledgement has an event of its own
        AppendsMax = 1024,
        SweepInterval = TimeSpan.FromSeconds(1),
        SweepMax = 100,
    };
}
