using Polymasq.Actors.Clustering;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Leases;

/// <summary>
/// Decides who gets which address. Knows no journal, clock or thread: what is committed comes in by <see cref="Apply"/> and
/// nowhere else, whoever wrote it, and <see cref="Decide"/> proposes an event without taking it for true. Besides the
/// committed state it keeps offers (holds) and which of its own proposals are on their way.
/// </summary>
internal sealed class LeaseLedger
{
    /// <summary>How much later than the one before it a gateway writes what time has made due, so that not all of them write at once.</summary>
    private static readonly TimeSpan SweepStep = TimeSpan.FromSeconds(10);

    private readonly LeaseTable _table = new();
    private readonly LeaseHolds _holds = new();
    private readonly AppendsInFlight _inFlight = new();
    private readonly Queue<(Ipv4Address Address, ClientKey Client)> _superseded = new();
    private readonly LeaseRules _rules;
    private readonly AddressChoice _choice;
    private readonly RequestRules _requests;
    private readonly LeaseProposals _proposals;
    private LeaseSettings _settings;

    /// <param name="settings">Pools and times.</param>
    /// <param name="firstCorrelation">Greater than any <see cref="LeaseEvent.Correlation"/> this gateway used before.</param>
    public LeaseLedger(LeaseSettings settings, long firstCorrelation)
    {
        _rules = new LeaseRules(_table);
        _choice = new AddressChoice(_table, _rules, _holds, _inFlight);
        _requests = new RequestRules(_table, _rules, _holds, _inFlight);
        _proposals = new LeaseProposals(_table, _inFlight, firstCorrelation);
        _settings = settings;
        Configure(settings);
    }

    /// <summary>The gateways that write expiries in turns, each address having a first among them; null for one gateway.</summary>
    public MemberLine? Line { get; set; }

    /// <summary>Addresses bound now.</summary>
    public int Bound => _table.Bound;

    /// <summary>The newest committed event of an address; null if it has none.</summary>
    public LeaseEvent? NewestOf(Ipv4Address address) => _table.At(address)?.Newest;

    /// <summary>The newest committed event of each address ever used, in no order.</summary>
    public IEnumerable<LeaseEvent> Newest => _table.Bindings.Select(binding => binding.Newest);

    public void Configure(LeaseSettings settings)
    {
        _settings = settings;
        _rules.ReuseDelay = settings.ReuseDelay;
        _choice.HoldTime = settings.HoldTime;
        _requests.Authoritative = settings.Authoritative;
        _proposals.Configure(settings);
        _table.Configure(settings.Pools, settings.ReuseDelay);
    }

    /// <summary>
    /// Decides one command. A <see cref="LeaseDecisionKind.Commit"/> must be followed by <see cref="Forget"/> or by
    /// <see cref="Apply"/> of its event; until then its address is given to nobody else.
    /// </summary>
    /// <param name="command">What a client wants.</param>
    /// <param name="now">By the protocol's clock.</param>
    /// <param name="isUpToDate">The journal has just told what the newest event of the address is.</param>
    public LeaseDecision Decide(LeaseCommand command, DateTimeOffset now, bool isUpToDate = false)
    {
        _holds.RemoveExpired(now);
        return command.Kind switch
        {
            LeaseCommandKind.Offer => Offer(command, now),
            LeaseCommandKind.RequestSelecting or LeaseCommandKind.RequestInitReboot or LeaseCommandKind.RequestRenewing
                or LeaseCommandKind.RequestRebinding => Request(command, now, isUpToDate),
            LeaseCommandKind.ChoseAnother => LetGo(command),
            LeaseCommandKind.Release => Release(command, now),
            LeaseCommandKind.Decline => Decline(command, now),
            LeaseCommandKind.Conflict => Conflict(command, now),
            LeaseCommandKind.Revoke => Revoke(command, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "no such command"),
        };
    }

    /// <summary>Takes a committed event as the state of its address. False when a newer one is known already.</summary>
    /// <param name="committed">From the journal.</param>
    /// <param name="learnedAt">When this gateway learned of it, by its own clock.</param>
    /// <param name="before">The state it replaces, null if there was none.</param>
    public bool Apply(LeaseEvent committed, DateTimeOffset learnedAt, out LeaseEvent? before)
    {
        _inFlight.Remove(committed);
        if (!_table.TryApply(committed, learnedAt, out before)) return false;
        if (committed.State != LeaseState.Bound) return true;

        // Its choice is made: what any gateway held for the client besides is free again.
        _holds.Remove(committed.Client);
        if (committed.Kind == LeaseEventKind.Leased) Supersede(committed);
        return true;
    }

    /// <summary>What a command gets when nothing can be committed: the holder of a running lease what is left of it, everybody else silence.</summary>
    public LeaseDecision DecideUncommitted(LeaseCommand command, DateTimeOffset now, LeaseReason otherwise) =>
        RestOfLease.Answer(command, _table.At(command.Address), now, otherwise);

    /// <summary>A proposed event will not be committed, or nobody knows: its address is open again.</summary>
    public void Forget(LeaseEvent proposed)
    {
        if (_inFlight.Remove(proposed)) _table.AwaitExpiry(proposed.Address);
    }

    /// <summary>Proposes what time has made due, at most <paramref name="limit"/> events: leases and quarantines that ran out, leases replaced by newer ones.</summary>
    public void Sweep(DateTimeOffset now, int limit, List<LeaseEvent> proposed)
    {
        _holds.RemoveExpired(now);
        while (proposed.Count < limit && _superseded.TryDequeue(out (Ipv4Address Address, ClientKey Client) old))
        {
            if (IsBoundTo(old.Address, old.Client) && !_inFlight.Contains(old.Address))
                proposed.Add(_proposals.End(LeaseEventKind.Released, old.Address, now));
        }
        while (proposed.Count < limit && _table.TakeExpired(now) is { } expired)
        {
            if (_inFlight.Contains(expired.Newest.Address)) continue; // comes back when that append has ended
            DateTimeOffset turn = _table.OverAt(expired) + (SweepStep * (Line?.PlaceOf(expired.Newest.Address.Value) ?? 0));
            if (turn > now)
            {
                _table.Postpone(expired, turn);
                continue;
            }

            proposed.Add(_proposals.End(LeaseEventKind.Expired, expired.Newest.Address, now));
        }
    }

    private LeaseDecision Offer(LeaseCommand command, DateTimeOffset now)
    {
        if (Nobody(command, out Claimant claimant) is { } refused) return refused;
        if (command.IsHolderOnly && _table.OfClient(command.Client, claimant.Pool)?.IsBoundAt(now) != true) return LeaseDecision.Silent(LeaseReason.HoldersOnly);
        Ipv4Address address = _choice.For(claimant, command.Address, now);
        if (address.IsNone) return LeaseDecision.Exhausted();
        _holds.Put(command.Client, address, now + _settings.HoldTime, _settings.HoldsMax);
        bool isInUseByClient = IsBoundTo(address, command.Client) && _table.At(address)!.IsBoundAt(now);
        return LeaseDecision.Offer(
            address, claimant.LeaseSeconds(command.AskedSeconds), NameFor(claimant, command, address), needsProbe: !isInUseByClient);
    }

    private LeaseDecision Request(LeaseCommand command, DateTimeOffset now, bool isUpToDate)
    {
        if (Nobody(command, out Claimant claimant) is { } refused) return refused;
        if (_inFlight.Contains(command.Address)) return LeaseDecision.Busy(command.Address);

        if (command.IsHolderOnly && !IsBoundTo(command.Address, command.Client) && !IsOfferOfOurs(command)) return LeaseDecision.Silent(LeaseReason.HoldersOnly);
        LeaseDecision? refusal = _requests.Judge(command, claimant, now);
        return command.IsHolderOnly && refusal is not null ? LeaseDecision.Silent(LeaseReason.HoldersOnly) : refusal ?? Give(command, claimant, now, isUpToDate);
    }

    private LeaseDecision Give(LeaseCommand command, in Claimant claimant, DateTimeOffset now, bool isUpToDate)
    {
        Binding? binding = _table.At(command.Address);
        LeaseEvent? newest = binding?.Newest;
        bool isRenewal = newest is { State: LeaseState.Bound } && newest.Client == command.Client && newest.Until > now;
        uint seconds = claimant.LeaseSeconds(command.AskedSeconds);
        string? hostname = NameFor(claimant, command, command.Address);
        // Who chooses anew may have given its lease back at the gateway that wrote it, and we have not heard of it yet: the store knows.
        bool mayBeGivenBack = !isUpToDate && command.Kind == LeaseCommandKind.RequestSelecting && newest?.Gateway != _settings.Gateway;
        if (isRenewal && !mayBeGivenBack && IsRepeated(binding!, seconds, hostname, now))
            return LeaseDecision.Ack(command.Address, RestOfLease.Of(binding!, now), hostname);

        return LeaseDecision.Commit(_proposals.Lease(command, isRenewal ? newest : null, seconds, hostname, now));
    }

    // Another gateway, whose clock differs from ours by up to the bound, may have answered the same request: we learned of it just now.
    private bool IsRepeated(Binding binding, uint seconds, string? hostname, DateTimeOffset now)
    {
        LeaseEvent newest = binding.Newest;
        bool isRecent = (now - binding.LearnedAt).Duration() < _settings.RepeatTime
            && (now - newest.At).Duration() < _settings.RepeatTime + _settings.ReuseDelay;
        return isRecent && newest.LeaseSeconds == seconds && newest.Hostname == hostname;
    }

    /// <summary>The configured name, else the client's, else the one it gave when it got the address.</summary>
    private string? NameFor(in Claimant claimant, LeaseCommand command, Ipv4Address address)
    {
        LeaseEvent? newest = NewestOf(address);
        string? known = newest is not null && newest.Client == command.Client ? newest.Hostname : null;
        string? name = claimant.Reservation?.Hostname ?? command.Hostname ?? known;
        return name == known ? known : name; // one string in memory for all renewals
    }

    private LeaseDecision LetGo(LeaseCommand command)
    {
        _holds.Remove(command.Client);
        return LeaseDecision.Silent(LeaseReason.None);
    }

    private LeaseDecision Release(LeaseCommand command, DateTimeOffset now)
    {
        if (_inFlight.Contains(command.Address)) return LeaseDecision.Busy(command.Address);
        return IsBoundTo(command.Address, command.Client)
            ? LeaseDecision.Commit(_proposals.End(LeaseEventKind.Released, command.Address, now))
            : LeaseDecision.Silent(LeaseReason.NotTheHolder);
    }

    private LeaseDecision Decline(LeaseCommand command, DateTimeOffset now)
    {
        if (_inFlight.Contains(command.Address)) return LeaseDecision.Busy(command.Address);
        // Only who was given the address may put it out of use, or one client could put the whole pool out of use.
        Binding? binding = _table.At(command.Address);
        bool isNobodys = binding?.State != LeaseState.Quarantined && binding?.IsBoundAt(now) != true; // out of use already: another gateway wrote it
        bool wasOffered = isNobodys && _holds.Of(command.Client) == command.Address;
        return wasOffered || IsBoundTo(command.Address, command.Client)
            ? LeaseDecision.Commit(_proposals.Quarantine(LeaseEventKind.Declined, command, now))
            : LeaseDecision.Silent(LeaseReason.NotTheHolder);
    }

    private LeaseDecision Conflict(LeaseCommand command, DateTimeOffset now)
    {
        if (_inFlight.Contains(command.Address)) return LeaseDecision.Busy(command.Address);
        if (_holds.Of(command.Client) != command.Address) return LeaseDecision.Silent(LeaseReason.NotTheHolder);
        _holds.Remove(command.Client);
        bool isSomebodys = _table.At(command.Address) is { } binding && binding.IsBoundAt(now);
        return isSomebodys
            ? LeaseDecision.Silent(LeaseReason.InUse) // the answer came from a client of ours that got it meanwhile
            : LeaseDecision.Commit(_proposals.Quarantine(LeaseEventKind.Conflicted, command, now));
    }

    private LeaseDecision Revoke(LeaseCommand command, DateTimeOffset now)
    {
        if (_inFlight.Contains(command.Address)) return LeaseDecision.Busy(command.Address);
        return _table.At(command.Address) is null or { State: LeaseState.Free }
            ? LeaseDecision.Silent(LeaseReason.NotTheHolder)
            : LeaseDecision.Commit(_proposals.End(LeaseEventKind.Revoked, command.Address, now));
    }

    private bool IsOfferOfOurs(LeaseCommand command) =>
        command.Kind == LeaseCommandKind.RequestSelecting && _holds.Of(command.Client) == command.Address;

    private bool IsBoundTo(Ipv4Address address, ClientKey client) =>
        _table.At(address) is { State: LeaseState.Bound } binding && binding.BelongsTo(client);

    /// <summary>The refusal of a command that names no client or no pool of ours; null and the claimant otherwise.</summary>
    private LeaseDecision? Nobody(LeaseCommand command, out Claimant claimant)
    {
        claimant = default;
        if (command.Client.IsNone) return LeaseDecision.Silent(LeaseReason.Nameless);
        PoolState? pool = command.Pool is null ? null : _table.PoolNamed(command.Pool.Name);
        if (pool is null) return LeaseDecision.Silent(LeaseReason.UnknownPool);
        claimant = Claimant.Of(command, pool);
        return null;
    }

    /// <summary>A client has one lease in a pool: the one it chose last. Only the gateway that gave it takes the others back.</summary>
    private void Supersede(LeaseEvent leased)
    {
        IReadOnlyList<Ipv4Address> others = _table.OthersOf(leased.Client, _table.At(leased.Address)!);
        if (leased.Gateway != _settings.Gateway) return;
        foreach (Ipv4Address other in others) _superseded.Enqueue((other, leased.Client));
    }
}
