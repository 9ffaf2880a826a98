namespace Polymasq.Actors.Clustering.Journal;

/// <summary>Settings of the journal of a cluster. They hold for its whole life.</summary>
public sealed record LeaseJournalSettings
{
    public required ClusterSettings Cluster { get; init; }

    /// <summary>Appends that wait to be sent, rounded up to a power of two; more are refused.</summary>
    public required int QueueMax { get; init; }

    /// <summary>Random text: the identity the cluster is given if this gateway is the first of all.</summary>
    public required string NewIdentity { get; init; }

    /// <summary>How long the store may take to answer before the ledger begins with the local copy alone: a restart of all is to serve within two seconds.</summary>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(1);
}
