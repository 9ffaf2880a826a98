namespace Polymasq.Actors.Leases;

/// <summary>One address that has ever been used: its newest committed event and its place in the ledger's indexes.</summary>
internal sealed class Binding(LeaseEvent newest)
{
    public LeaseEvent Newest { get; set; } = newest;

    /// <summary>The pool of its subnet, null when none is configured.</summary>
    public PoolState? Pool { get; set; }

    /// <summary>The next address of the same client; a client has one in each subnet it visits.</summary>
    public Binding? NextOfClient { get; set; }

    /// <summary>When this gateway learned of the newest event, by its own clock; that of <see cref="LeaseEvent.At"/> may be another's.</summary>
    public DateTimeOffset LearnedAt { get; set; }

    /// <summary>Position in the <see cref="ExpiryHeap"/>, -1 outside.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>When the heap is to give it out; moves only while it is outside.</summary>
    public DateTimeOffset Due { get; set; }

    public LeaseState State => Newest.State;

    /// <summary>Whether the client holds the address now, or held it last and may have it again.</summary>
    public bool BelongsTo(ClientKey client) => IsLinkedToClient && Newest.Client == client;

    /// <summary>Whether the lease runs at <paramref name="now"/>, expired only by the clock or not.</summary>
    public bool IsBoundAt(DateTimeOffset now) => State == LeaseState.Bound && Newest.Until > now;

    /// <summary>Released and expired addresses stay with their client until somebody else needs them; quarantined and revoked ones do not.</summary>
    public bool IsLinkedToClient =>
        !Newest.Client.IsNone
        && Newest.Kind is LeaseEventKind.Leased or LeaseEventKind.Renewed or LeaseEventKind.Released or LeaseEventKind.Expired;
}
