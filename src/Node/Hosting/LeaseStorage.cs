using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Leases;
using Polymasq.Node.Configuration;
using Polymasq.Node.Stores;

namespace Polymasq.Node.Hosting;

/// <summary>Where leases become durable, and who else serves them: what cluster.engine decides for DHCP.</summary>
/// <param name="Journal">Belongs to who gets this.</param>
/// <param name="CaughtUp">To be called when all leases are known; from any thread.</param>
internal sealed record LeaseStorage(ILeaseJournal Journal, ILeaseHistory History, IClusterView Cluster, Action CaughtUp)
{
    /// <summary>Appends that may wait.</summary>
    public const int QueueMax = 32768;

    /// <summary>One gateway: SQLite in its data directory.</summary>
    /// <exception cref="StoreRefusedException">The data directory or the database in it cannot be used.</exception>
    public static LeaseStorage Embedded(NodeSettings settings, TimeProvider protocol, ILoggerFactory logs)
    {
        SqliteLeaseJournalSettings journal = new()
        {
            Directory = settings.DataDirectory, Cluster = settings.ClusterName, QueueMax = QueueMax, HistoryTime = settings.History,
        };
        return new LeaseStorage(
            SqliteLeaseJournal.Open(journal, protocol, logs.CreateLogger("Polymasq.Stores")),
            new SqliteLeaseHistory(SqliteLeaseJournal.PathIn(settings.DataDirectory)),
            new PublishedClusterView(ClusterView.Alone(settings.Name)),
            CaughtUp: static () => { });
    }
}
