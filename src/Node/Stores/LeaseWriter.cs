using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Leases;

namespace Polymasq.Node.Stores;

/// <summary>
/// Commits batches to a lease database that may fail at any time: says so once, reports what became of the batch, and goes
/// on by itself at the first batch that can be committed again.
/// </summary>
internal sealed class LeaseWriter(string path, ILogger logger) : LeaseFileWriter<LeaseDatabase>(path, logger, new LeaseDatabase(path))
{
    private readonly List<LeaseAppend> _doubtful = [];
    private bool _isFailing;

    public long Revision => Database?.Revision ?? 0;

    /// <summary>The open connection; null between a failure and the next batch.</summary>
    internal SqliteConnection? Connection => Database?.Connection;

    protected override bool IsFailureTold => _isFailing;

    /// <summary>Commits a batch and adds a report for each append of it.</summary>
    public void Commit(List<LeaseAppend> batch, List<LeaseReport> reports)
    {
        int before = reports.Count;
        try
        {
            LeaseDatabase database = Usable(reports);
            before = reports.Count;
            database.Append(batch, reports);
            if (_isFailing) StoreLog.CanWriteAgain(Logger, Path);
            _isFailing = false;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            reports.RemoveRange(before, reports.Count - before);
            Fail(e, batch, reports);
        }
    }

    /// <summary>The newest event of every address, oldest first.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">An event is missing or not understood.</exception>
    public IEnumerable<(long Ordinal, LeaseEvent Event)> ReadNewest() => Usable([]).ReadNewest();

    /// <summary>The open database, opened again after a failure that leaves its state in doubt.</summary>
    private LeaseDatabase Usable(List<LeaseReport> reports)
    {
        if (Database is not null) return Database;
        LeaseDatabase database = new(Path);
        try
        {
            database.RenewLog();
            ReportDoubtful(database, reports);
        }
        catch
        {
            database.Dispose();
            throw;
        }
        return Database = database;
    }

    private void Fail(Exception e, List<LeaseAppend> batch, List<LeaseReport> reports)
    {
        if (!_isFailing) StoreLog.CannotWrite(Logger, Path, e.Message, SystemSqlite.Describe(e, Connection));
        _isFailing = true;

        // When a write fails, the mark that ends the transaction in the log has not been written. When the sync after it
        // fails, it has, and the transaction may be found when the log is read again.
        bool isWriteFailure = SystemSqlite.IsWriteFailure(e);
        bool isInDoubt = Database is { IsCommitting: true } && !isWriteFailure;
        if (isInDoubt) _doubtful.AddRange(batch);
        foreach (LeaseAppend append in batch)
            reports.Add(isInDoubt ? LeaseReport.Unknown(append.Ticket) : LeaseReport.Unavailable(append.Ticket));

        GiveUp(e);
    }

    /// <summary>Events whose commit failed in its last step and is there all the same.</summary>
    private void ReportDoubtful(LeaseDatabase database, List<LeaseReport> reports)
    {
        foreach (LeaseAppend append in _doubtful)
        {
            if (database.NewestOf(append.Event.Address) is not { } newest) continue;
            bool isSame = newest.Event.Gateway == append.Event.Gateway && newest.Event.Correlation == append.Event.Correlation;
            if (isSame) reports.Add(LeaseReport.Committed(0, newest.Ordinal, newest.Event));
        }
        _doubtful.Clear();
    }
}
