using System.Globalization;

namespace Polymasq.Actors.Tests.Simulation;

/// <summary>What must hold, by the number that failures are known by.</summary>
internal enum Invariant
{
    None,

    /// <summary>No DHCPACK for what the store did not hold when it was sent.</summary>
    AckedOnlyWhatIsCommitted,

    /// <summary>Never two clients with one address.</summary>
    OneHolder,

    /// <summary>Without a quorum nobody new is answered and no lease is lengthened.</summary>
    NothingNewWithoutQuorum,

    /// <summary>When all know the same, all offer a client the same.</summary>
    SameOffer,

    /// <summary>When faults end, everybody is served, and all gateways know what the store holds.</summary>
    Recovers,

    /// <summary>A gateway that dies between its DHCPOFFER and the DHCPREQUEST costs one retransmission.</summary>
    DeathCostsOneRetransmission,

    /// <summary>Every audit is the store's history, or says what it lacks.</summary>
    AuditIsTheHistory,

    /// <summary>Versions of an address follow each other without gaps.</summary>
    VersionsFollow,
}

/// <summary>A broken invariant.</summary>
internal sealed record Violation(Invariant Invariant, TimeSpan At, string Text)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Invariant} at {At.TotalSeconds:f3} s: {Text}");
}

/// <summary>
/// Judges a run by what clients saw and what the store holds. Shares no code with the ledger: it knows addresses as text, times, and
/// the store's JSON.
/// </summary>
internal sealed class Checker(StoreHistory history)
{
    // Times in stored events and in messages are whole seconds at some places, so a second is no fault.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, List<Holding>> _holdings = [];
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> Violations => _violations;

    public void Fail(Invariant invariant, TimeSpan at, string text) => _violations.Add(new Violation(invariant, at, text));

    /// <summary>A client took a DHCPACK for itself.</summary>
    /// <param name="client">The client's key as the store writes it.</param>
    /// <param name="ack">What it was told.</param>
    /// <param name="from">When it asked, which its lease counts from.</param>
    /// <param name="now">When it was told.</param>
    /// <param name="gatewayTime">What the clock of the gateway showed when the client asked.</param>
    public void Acked(string client, ClientReply ack, TimeSpan from, TimeSpan now, DateTimeOffset gatewayTime)
    {
        string address = ack.Address.ToString();
        StoredLease? stored = history.Newest(address, ack.Revision);
        DateTimeOffset told = gatewayTime + TimeSpan.FromSeconds(ack.LeaseSeconds);
        if (stored is null || !stored.IsBound || stored.Client != client)
            Fail(Invariant.AckedOnlyWhatIsCommitted, now, $"{client} got {ack}, the store held {stored} at revision {ack.Revision}");
        else if (told > stored.Until + Rounding)
            Fail(Invariant.AckedOnlyWhatIsCommitted, now, $"{client} got {ack} until {told:O}, the store held {stored}");
        Hold(client, address, now, from + TimeSpan.FromSeconds(ack.LeaseSeconds));
    }

    /// <summary>A client no longer uses an address.</summary>
    public void Ended(string client, string address, TimeSpan now)
    {
        foreach (Holding holding in _holdings.GetValueOrDefault(address) ?? [])
            if (holding.Client == client && holding.Until > now) holding.Until = now;
    }

    /// <summary>A gateway offered an address.</summary>
    public void Offered(string client, ClientReply offer, TimeSpan now, bool isLongCut)
    {
        if (!isLongCut) return;
        bool isKnown = history.All.Any(stored => stored.Client == client && stored.IsBound);
        if (!isKnown) Fail(Invariant.NothingNewWithoutQuorum, now, $"{client}, who never had a lease, got {offer}");
    }

    /// <summary>The store's own history: versions count from one, and an address goes to another only when its lease was over.</summary>
    public void CheckHistory(TimeSpan now)
    {
        Dictionary<string, StoredLease> newest = [];
        foreach (StoredLease stored in history.All)
        {
            long before = newest.GetValueOrDefault(stored.Address)?.Version ?? 0;
            if (stored.Version != before + 1) Fail(Invariant.VersionsFollow, now, $"{stored} came after version {before}");
            newest[stored.Address] = stored;
        }
    }

    private void Hold(string client, string address, TimeSpan now, TimeSpan until)
    {
        if (!_holdings.TryGetValue(address, out List<Holding>? all)) _holdings[address] = all = [];
        foreach (Holding other in all)
            if (other.Client != client && other.Until > now)
                Fail(Invariant.OneHolder, now, $"{address} is given to {client}, and {other.Client} has it until {other.Until.TotalSeconds:f3} s");
        all.RemoveAll(holding => holding.Client == client || holding.Until <= now);
        all.Add(new Holding(client) { Until = until });
    }

    private sealed class Holding(string client)
    {
        public string Client { get; } = client;

        public TimeSpan Until { get; set; }
    }
}
