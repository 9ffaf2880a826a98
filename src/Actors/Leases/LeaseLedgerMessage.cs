namespace Polymasq.Actors.Leases;

/// <summary>What the ledger can be told.</summary>
public readonly record struct LeaseLedgerMessage
{
    internal enum Verb : byte { None, Decide, Reported, Sweep, Configure, Show }

    internal Verb What { get; private init; }
    internal LeaseCommand? Command { get; private init; }
    internal ILeaseReplies? Replies { get; private init; }
    internal long Correlation { get; private init; }
    internal IReadOnlyList<LeaseReport>? Reports { get; private init; }
    internal ILeaseJournalSink? Sink { get; private init; }
    internal LeaseSettings? Settings { get; private init; }
    internal LeaseShow? Request { get; private init; }

    /// <summary>Decide a command; the decision goes to <paramref name="replies"/> with the same correlation.</summary>
    public static LeaseLedgerMessage Decide(LeaseCommand command, ILeaseReplies replies, long correlation) =>
        new() { What = Verb.Decide, Command = command, Replies = replies, Correlation = correlation };

    /// <summary>New settings; committed leases stay as they are.</summary>
    public static LeaseLedgerMessage Configure(LeaseSettings settings) => new() { What = Verb.Configure, Settings = settings };

    /// <summary>List leases for an operator.</summary>
    public static LeaseLedgerMessage Show(LeaseShow request) => new() { What = Verb.Show, Request = request };

    /// <summary>A batch of reports that the journal gave to <paramref name="sink"/>.</summary>
    internal static LeaseLedgerMessage Reported(IReadOnlyList<LeaseReport> batch, ILeaseJournalSink sink) =>
        new() { What = Verb.Reported, Reports = batch, Sink = sink };

    internal static LeaseLedgerMessage Sweep() => new() { What = Verb.Sweep };
}
