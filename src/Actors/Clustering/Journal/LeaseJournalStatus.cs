namespace Polymasq.Actors.Clustering.Journal;

/// <summary>How a cluster's journal is doing, for operators. Published whole, read by any thread.</summary>
/// <param name="ClusterId">The identity of the cluster that is followed; empty before it is known.</param>
/// <param name="Position">The stream has been told up to this revision.</param>
/// <param name="Revision">Of the newest lease event, whoever wrote it and however it came.</param>
/// <param name="IsCurrent">The state is that of the store, and appends are sent.</param>
/// <param name="Reason">For people: why it is not current, and which key to mend; empty when it is.</param>
/// <param name="Counters">Since the start.</param>
public sealed record LeaseJournalStatus(
    string ClusterId, long Position, long Revision, bool IsCurrent, string Reason, LeaseJournalCounters Counters)
{
    /// <summary>Of a journal that has done nothing yet.</summary>
    public static LeaseJournalStatus None { get; } = new("", 0, 0, false, "it starts", default);
}

/// <summary>What a cluster's journal has done.</summary>
/// <param name="Transactions">Sent to the store.</param>
/// <param name="Committed">Own events that became durable.</param>
/// <param name="Conflicts">Appends refused since the address had another version.</param>
/// <param name="Unknown">Appends whose outcome nobody could tell.</param>
/// <param name="Unavailable">Appends that were not made, since the store could not commit.</param>
/// <param name="Retries">Appends sent again since another one of their transaction was refused.</param>
/// <param name="Followed">Events of the stream.</param>
/// <param name="Quarantined">Values that could not be read.</param>
public readonly record struct LeaseJournalCounters(
    long Transactions, long Committed, long Conflicts, long Unknown, long Unavailable, long Retries, long Followed, long Quarantined);
