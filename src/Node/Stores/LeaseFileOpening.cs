using Microsoft.Data.Sqlite;

namespace Polymasq.Node.Stores;

/// <summary>Takes the data directory and the lease database in it, or leaves both as they were.</summary>
internal static class LeaseFileOpening
{
    /// <param name="settings">Where and for whom.</param>
    /// <param name="engine">Of <see cref="LeaseEngine"/>: what the database must be for.</param>
    /// <param name="what">How the database is called where it is refused.</param>
    /// <param name="open">Opens it, given its path, its instance and the lock, which is then its own.</param>
    /// <exception cref="StoreRefusedException">The directory or the database cannot be used; nothing was changed.</exception>
    public static T Open<T>(SqliteLeaseJournalSettings settings, string engine, string what, Func<string, string, DataDirectoryLock, T> open)
    {
        SystemSqlite.Use();
        string path = SqliteLeaseJournal.PathIn(settings.Directory);
        DataDirectoryLock directoryLock = DataDirectoryLock.Take(settings.Directory);
        try
        {
            return open(path, LeaseDatabaseFile.Prepare(path, settings.Cluster, engine), directoryLock);
        }
        catch (SqliteException e)
        {
            directoryLock.Dispose();
            throw new StoreRefusedException($"{what} {path} cannot be opened for writing: {e.Message}", e);
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }
}
