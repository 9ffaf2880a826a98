namespace Polymasq.Actors.Clustering.Journal;

/// <summary>What the journal's actor is told, by the ledger's thread, the store, the replica and its own timers.</summary>
internal readonly record struct LeaseJournalMessage
{
    internal enum Verb : byte { None, Begin, Flush, Loaded, Stored, Offer, StartIsOver, Join, Say }

    internal Verb What { get; private init; }
    internal StoreReport? Report { get; private init; }
    internal LeaseReplicaBatch? Batch { get; private init; }
    internal bool IsLast { get; private init; }

    /// <summary>The load that the batch belongs to.</summary>
    internal long Load { get; private init; }

    /// <summary>There is a new sink.</summary>
    internal static LeaseJournalMessage Begin() => new() { What = Verb.Begin };

    /// <summary>Appends have gathered.</summary>
    internal static LeaseJournalMessage Flush() => new() { What = Verb.Flush };

    internal static LeaseJournalMessage Loaded(long load, LeaseReplicaBatch batch, bool isLast) =>
        new() { What = Verb.Loaded, Load = load, Batch = batch, IsLast = isLast };

    internal static LeaseJournalMessage Stored(StoreReport report) => new() { What = Verb.Stored, Report = report };

    /// <summary>What found no room is offered again.</summary>
    internal static LeaseJournalMessage Offer() => new() { What = Verb.Offer };

    /// <summary>The store has had its time.</summary>
    internal static LeaseJournalMessage StartIsOver() => new() { What = Verb.StartIsOver };

    /// <summary>Tries to join the stream again.</summary>
    internal static LeaseJournalMessage Join() => new() { What = Verb.Join };

    /// <summary>What has lasted is said.</summary>
    internal static LeaseJournalMessage Say() => new() { What = Verb.Say };
}
