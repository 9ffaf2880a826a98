namespace Polymasq.Node.Stores;

/// <summary>Settings of the embedded journal.</summary>
internal sealed record SqliteLeaseJournalSettings
{
    /// <summary>node.data-dir; made if it does not exist. One daemon uses it at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>cluster.name; a journal of another name is refused.</summary>
    public required string Cluster { get; init; }

    /// <summary>Appends that wait for the disk; more are refused.</summary>
    public required int QueueMax { get; init; }

    /// <summary>How long events are kept for the history, by the time they were decided; null for ever. Leases do not depend on it.</summary>
    public required TimeSpan? HistoryTime { get; init; }
}
