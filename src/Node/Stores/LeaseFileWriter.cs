using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Stores;

/// <summary>Writes to a database that may fail at any time, and tends it while nobody waits.</summary>
/// <param name="path">Of the file, for the log.</param>
/// <param name="logger">For events 2100 to 2199.</param>
/// <param name="database">Open; owned from here on.</param>
internal abstract class LeaseFileWriter<T>(string path, ILogger logger, T database) : IDisposable
    where T : class, ILeaseFile
{
    /// <summary>Addresses. Reading so many events after the snapshot takes a start some tens of milliseconds.</summary>
    private const int AfterSnapshotMax = 10_000;

    /// <summary>Null between a failure and the next use.</summary>
    protected T? Database { get; set; } = database;

    protected string Path { get; } = path;

    protected ILogger Logger { get; } = logger;

    /// <summary>That it fails has been said: it is not said again.</summary>
    protected abstract bool IsFailureTold { get; }

    /// <summary>Brings the snapshot up to date if much has been committed since the last one, or at the end.</summary>
    public void SaveSnapshot(bool isEnd)
    {
        if (Database is not { } database || database.AfterSnapshot < (isEnd ? 1 : AfterSnapshotMax)) return;
        TryTend("The snapshot", database.SaveSnapshot);
    }

    /// <summary>Removes old events. True when there are no more of them, and when it failed.</summary>
    public bool Prune(DateTimeOffset before, int limit)
    {
        int removed = 0;
        if (Database is { } database) TryTend("Removing old events", () => removed = database.Prune(before, limit));
        return removed < limit;
    }

    public void Dispose() => Database?.Dispose();

    /// <summary>After a failure: gives up the transaction, or everything where its state is in doubt.</summary>
    protected void GiveUp(Exception failure)
    {
        // Closing would empty the log and make room for a little more, again and again.
        if (!SystemSqlite.IsWriteFailure(failure) || !TryRollBack()) Close();
    }

    /// <summary>Work that nobody waits for: if it fails, it is done another time.</summary>
    private void TryTend(string what, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException e)
        {
            if (!IsFailureTold) StoreLog.CannotTend(Logger, what, Path, e.Message);
            if (!TryRollBack()) Close();
        }
    }

    private bool TryRollBack()
    {
        try
        {
            Database?.RollBack();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private void Close()
    {
        Database?.Dispose();
        Database = null;
    }
}
