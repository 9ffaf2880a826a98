using BenchmarkDotNet.Attributes;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Benchmarks;

/// <summary>What the ledger's decision costs, without journal and network: 10,000 leases stand in a pool of 65,000 addresses.</summary>
[MemoryDiagnoser]
public class LedgerDecide
{
    private const int Leased = 10_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly LeasePool _pool = new(new LeasePoolSettings
    {
        Name = "lan",
        Subnet = new Ipv4Subnet(Ipv4Address.Parse("10.9.0.0"), 16),
        Ranges = [Ipv4Range.TryParse("10.9.0.10-10.9.255.250", out Ipv4Range range) ? range : default],
        LeaseSeconds = 3600,
    });

    private LeaseLedger? _ledger;
    private LeaseCommand[] _renewals = [];
    private LeaseCommand[] _newcomers = [];
    private DateTimeOffset _now = Start;
    private int _next;

    [GlobalSetup]
    public void Fill()
    {
        _ledger = new LeaseLedger(
            new LeaseSettings
            {
                Gateway = "gw", Authoritative = true, Pools = [_pool], HoldTime = TimeSpan.FromSeconds(30), HoldsMax = 10_000,
                Quarantine = TimeSpan.FromMinutes(10), ReuseDelay = TimeSpan.Zero, RepeatTime = TimeSpan.Zero, AppendsMax = 4096,
                SweepInterval = TimeSpan.FromSeconds(1), SweepMax = 1000,
            },
            firstCorrelation: 0);
        _renewals = [.. Enumerable.Range(0, Leased).Select(client =>
        {
            LeaseDecision offer = _ledger.Decide(Command(LeaseCommandKind.Offer, client, default), _now);
            Commit(Command(LeaseCommandKind.RequestSelecting, client, offer.Address));
            return Command(LeaseCommandKind.RequestRenewing, client, offer.Address);
        })];
        _newcomers = [.. Enumerable.Range(Leased, Leased).Select(client => Command(LeaseCommandKind.Offer, client, default))];
    }

    [Benchmark]
    public LeaseDecision Offer() => _ledger!.Decide(_newcomers[Next()], _now);

    /// <summary>Decided and, as if the journal had it, applied.</summary>
    [Benchmark]
    public LeaseDecision Renew()
    {
        _now += TimeSpan.FromMilliseconds(1);
        return Commit(_renewals[Next()]);
    }

    private LeaseDecision Commit(LeaseCommand command)
    {
        LeaseDecision decision = _ledger!.Decide(command, _now);
        if (decision.Event is not { } proposed) throw new InvalidOperationException($"the benchmark would measure {decision.Kind}");
        _ledger.Apply(proposed, proposed.At, out _);
        return decision;
    }

    private LeaseCommand Command(LeaseCommandKind kind, int client, Ipv4Address address)
    {
        HardwareAddress chaddr = new(HardwareAddress.Ethernet, [2, 0, (byte)(client >> 24), (byte)(client >> 16), (byte)(client >> 8), (byte)client]);
        return new LeaseCommand { Kind = kind, Pool = _pool, Client = ClientKey.Of([], chaddr), Chaddr = chaddr, Address = address };
    }

    private int Next() => _next = (_next + 1) % Leased;
}
