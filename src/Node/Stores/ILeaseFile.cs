using Microsoft.Data.Sqlite;

namespace Polymasq.Node.Stores;

/// <summary>A database of leases that is written by one thread, whatever else it holds.</summary>
internal interface ILeaseFile : IDisposable
{
    /// <summary>Addresses whose newest event the snapshot does not have.</summary>
    int AfterSnapshot { get; }

    SqliteConnection Connection { get; }

    /// <summary>Brings the snapshot up to date, so that a start has few events to read after it.</summary>
    /// <exception cref="SqliteException">It stays as it was; call <see cref="RollBack"/>.</exception>
    void SaveSnapshot();

    /// <summary>Removes events decided before a time, oldest first, at most <paramref name="limit"/>; returns how many. Leases stay.</summary>
    /// <exception cref="SqliteException">Nothing was removed; call <see cref="RollBack"/>.</exception>
    int Prune(DateTimeOffset before, int limit);

    /// <summary>Gives up the transaction that failed, if SQLite has not done so by itself.</summary>
    /// <exception cref="SqliteException">It cannot be given up: the connection is of no use any more.</exception>
    void RollBack();
}
