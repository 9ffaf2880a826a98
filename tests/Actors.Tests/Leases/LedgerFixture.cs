using Polymasq.Actors.Leases;

namespace Polymasq.Actors.Tests.Leases;

/// <summary>A ledger whose proposals are committed at once.</summary>
internal sealed class LedgerFixture
{
    private readonly List<LeaseEvent> _due = [];

    public LedgerFixture(params string[] ranges)
        : this(Net.Settings(Net.Pool(ranges)))
    {
    }

    public LedgerFixture(LeaseSettings settings)
    {
        Settings = settings;
        Ledger = new LeaseLedger(settings, 0);
    }

    public LeaseLedger Ledger { get; }
    public LeaseSettings Settings { get; private set; }
    public LeasePool Pool => Settings.Pools[0];
    public DateTimeOffset Now { get; private set; } = Net.Start;

    /// <summary>What was committed, in order.</summary>
    public List<LeaseEvent> Committed { get; } = [];

    public void Configure(LeaseSettings settings)
    {
        Settings = settings;
        Ledger.Configure(settings);
    }

    /// <summary>Lets time pass, then sweeps.</summary>
    public void Advance(double seconds)
    {
        AdvanceUnswept(seconds);
        Sweep();
    }

    /// <summary>Lets time pass without a sweep.</summary>
    public void AdvanceUnswept(double seconds) => Now = Now.AddSeconds(seconds);

    public void Sweep()
    {
        Ledger.Sweep(Now, 1000, _due);
        foreach (LeaseEvent e in _due) Commit(e);
        _due.Clear();
    }

    public LeaseDecision Decide(LeaseCommandKind kind, int client, string? address = null, string? hostname = null) =>
        Decide(Net.Command(kind, Pool, client, address) with { Hostname = hostname });

    /// <summary>Decides and commits; a commit comes back as the Ack or Recorded that follows from it.</summary>
    public LeaseDecision Decide(LeaseCommand command)
    {
        LeaseDecision decision = Ledger.Decide(command, Now);
        if (decision.Kind != LeaseDecisionKind.Commit) return decision;
        LeaseEvent e = decision.Event!;
        Commit(e);
        return e.State == LeaseState.Bound ? LeaseDecision.Ack(e.Address, e.LeaseSeconds, e.Hostname) : LeaseDecision.Recorded(e.Address);
    }

    /// <summary>The address a client is offered, as text.</summary>
    public string Offer(int client, string? asked = null) => Decide(LeaseCommandKind.Offer, client, asked) is { Kind: LeaseDecisionKind.Offer } offer
        ? offer.Address.ToString()
        : "no offer";

    /// <summary>DISCOVER and REQUEST; the address.</summary>
    public string Lease(int client, string? asked = null)
    {
        string address = Offer(client, asked);
        Assert.Equal(LeaseDecisionKind.Ack, Decide(LeaseCommandKind.RequestSelecting, client, address).Kind);
        return address;
    }

    private void Commit(LeaseEvent e)
    {
        Committed.Add(e);
        Assert.True(Ledger.Apply(e, Now, out _));
    }
}
