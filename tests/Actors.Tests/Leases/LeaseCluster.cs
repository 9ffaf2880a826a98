using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;
using Polymasq.TestKit.Leases;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>What can happen to gateways and clients in a model run.</summary>
public enum ModelStep
{
    Discover,
    Select,
    Renew,
    Reboot,
    Rebind,
    Release,
    Decline,
    Conflict,
    Commit,
    CommitOne,
    Deliver,
    Pass,
    PassLong,
    Crash,
    FillDisk,
    FreeDisk,
    LoseOutcomes,
}

/// <summary>One step: who does it, at which gateway, and a number for what else it needs.</summary>
public sealed record ModelMove(ModelStep Step, int Client, int Gateway, int Number);

/// <summary>
/// Two gateways on one store, a handful of clients and fewer addresses, and what must be true after each step: a DHCPACK
/// says what the store has committed, and no address goes from one holder to another while the lease runs.
/// </summary>
internal sealed class LeaseCluster
{
    private const int Gateways = 2;
    private static readonly LeasePool Pool = Net.Pool("10.9.0.100-10.9.0.104");

    private readonly ManualSystem _system;
    private readonly MemoryLeaseStore _store = new();
    private readonly MemoryLeaseJournal[] _journals = new MemoryLeaseJournal[Gateways];
    private readonly IActorRef<LeaseLedgerMessage>[] _ledgers = new IActorRef<LeaseLedgerMessage>[Gateways];
    private readonly Dictionary<int, Ipv4Address> _offered = [];
    private readonly Dictionary<int, Ipv4Address> _acked = [];
    private readonly Dictionary<(int Client, Ipv4Address Address), int> _acks = [];
    private readonly List<string> _faults = [];
    private int _lives;
    private int _checked;

    public LeaseCluster(int seed)
    {
        _system = new ManualSystem(seed);
        for (int gateway = 0; gateway < Gateways; gateway++) Boot(gateway);
    }

    /// <summary>Plays the moves; what was violated, empty when all is well.</summary>
    public IReadOnlyList<string> Play(IEnumerable<ModelMove> moves)
    {
        foreach (ModelMove move in moves)
        {
            Play(move);
            _system.Run();
            CheckHistory();
        }
        return _faults;
    }

    private void Play(ModelMove move)
    {
        MemoryLeaseJournal journal = _journals[move.Gateway];
        switch (move.Step)
        {
            case ModelStep.Discover: Discover(move); break;
            case ModelStep.Select: Send(LeaseCommandKind.RequestSelecting, move, Of(_offered, move)); break;
            case ModelStep.Renew: Send(LeaseCommandKind.RequestRenewing, move, Of(_acked, move)); break;
            case ModelStep.Reboot: Send(LeaseCommandKind.RequestInitReboot, move, Of(_acked, move)); break;
            case ModelStep.Rebind: Send(LeaseCommandKind.RequestRebinding, move, Any(move)); break;
            case ModelStep.Release: Send(LeaseCommandKind.Release, move, Of(_acked, move)); break;
            case ModelStep.Decline: Send(LeaseCommandKind.Decline, move, Of(_acked, move)); break;
            case ModelStep.Conflict: Send(LeaseCommandKind.Conflict, move, Of(_offered, move)); break;
            case ModelStep.Commit: journal.CommitAll(); break;
            case ModelStep.CommitOne: journal.CommitAll(1); break;
            case ModelStep.Deliver: journal.Deliver(); break;
            case ModelStep.Pass: _system.Advance(move.Number % 60); break;
            case ModelStep.PassLong: _system.Advance(600 + move.Number); break;
            case ModelStep.Crash: Crash(move.Gateway); break;
            case ModelStep.FillDisk: journal.IsFull = true; break;
            case ModelStep.FreeDisk: journal.IsFull = journal.LosesOutcomes = false; break;
            case ModelStep.LoseOutcomes: journal.LosesOutcomes = true; break;
        }
    }

    private void Send(LeaseCommandKind kind, ModelMove move, Ipv4Address address)
    {
        if (address.IsNone && kind != LeaseCommandKind.Offer) return;
        LeaseCommand command = Net.Command(kind, Pool, move.Client) with { Address = address };
        _ledgers[move.Gateway].Tell(LeaseLedgerMessage.Decide(command, new Client(this, move.Client), 0));
    }

    /// <summary>Twice, as a client that heard no answer, and asks for something else: the second offer is the first one.</summary>
    private void Discover(ModelMove move)
    {
        _offered.Remove(move.Client);
        Send(LeaseCommandKind.Offer, move, default);
        _system.Run();
        if (!_offered.Remove(move.Client, out Ipv4Address first)) return;
        Send(LeaseCommandKind.Offer, move, Any(move));
        _system.Run();
        if (_offered[move.Client] != first) _faults.Add($"client {move.Client} was offered {first}, then {_offered[move.Client]}");
    }

    private static Ipv4Address Of(Dictionary<int, Ipv4Address> known, ModelMove move) =>
        known.TryGetValue(move.Client, out Ipv4Address address) ? address : Any(move);

    private static Ipv4Address Any(ModelMove move) => Pool.AddressAt(move.Number % Pool.Size);

    /// <summary>The process is gone with everything in memory; what was not committed is lost. It comes up again at once.</summary>
    private void Crash(int gateway)
    {
        _journals[gateway].Dispose();
        _ledgers[gateway].Stop();
        _system.Run();
        Boot(gateway);
    }

    private void Boot(int gateway)
    {
        LeaseSettings settings = Net.Settings(Pool) with { Gateway = $"gw{gateway}", RepeatTime = TimeSpan.Zero };
        MemoryLeaseJournal journal = _journals[gateway] = new MemoryLeaseJournal(_store);
        _ledgers[gateway] = _system.Spawn(
            () => new LeaseLedgerActor(settings, journal, [], _system.Clock, NullLogger.Instance), $"gw{gateway}-life{_lives++}");
    }

    private void Decided(int client, in LeaseDecision decision)
    {
        if (decision.Kind == LeaseDecisionKind.Offer) _offered[client] = decision.Address;
        if (decision.Kind != LeaseDecisionKind.Ack) return;
        _acked[client] = decision.Address;
        CheckAck(client, decision);
    }

    /// <summary>Each acknowledgement has a committed event of its own, which may be late, or promises no more than was committed before.</summary>
    private void CheckAck(int client, in LeaseDecision ack)
    {
        Ipv4Address address = ack.Address;
        uint seconds = ack.LeaseSeconds;
        DateTimeOffset promised = _system.Clock.GetUtcNow().AddSeconds(seconds);
        LeaseEvent[] commits = [.. _store.Events.Where(e => e.Address == address && e.Client == Net.Client(client) && e.State == LeaseState.Bound)];
        if (commits.Any(e => e.Until >= promised)) return;
        int acks = _acks[(client, address)] = _acks.GetValueOrDefault((client, address)) + 1;
        int full = commits.Count(e => e.LeaseSeconds == seconds);
        if (acks > full) _faults.Add($"client {client} was acknowledged {address} {acks} times, committed were {full}");
    }

    /// <summary>Versions have no gaps, and a lease that runs goes to nobody else.</summary>
    private void CheckHistory()
    {
        for (; _checked < _store.Events.Count; _checked++)
        {
            LeaseEvent e = _store.Events[_checked];
            LeaseEvent? before = _store.Events.Take(_checked).LastOrDefault(other => other.Address == e.Address);
            if (e.Version != (before?.Version ?? 0) + 1) _faults.Add($"{e.Address} went from version {before?.Version} to {e.Version}");
            bool isRunning = before is { State: LeaseState.Bound } && before.Until > e.At;
            if (isRunning && e.State == LeaseState.Bound && e.Client != before!.Client) _faults.Add($"{e.Address} has two holders at version {e.Version}");
            bool isQuarantined = before is { State: LeaseState.Quarantined } && before.Until > e.At;
            if (isQuarantined && e.State == LeaseState.Bound) _faults.Add($"{e.Address} was given out of quarantine at version {e.Version}");
        }
    }

    private sealed class Client(LeaseCluster cluster, int number) : ILeaseReplies
    {
        private bool _isAnswered;

        public void Decided(in LeaseDecision decision, long correlation)
        {
            if (_isAnswered) cluster._faults.Add($"client {number} was answered twice");
            _isAnswered = true;
            cluster.Decided(number, decision);
        }
    }
}
