using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// Writes to the copy while its disk works. When it does not, it says so once, leaves out what comes, and notes what it left out
/// as soon as the disk works again.
/// </summary>
internal sealed class ReplicaWriter(string path, ILogger logger) : IDisposable
{
    /// <summary>Addresses. Reading so many events after the snapshot takes a start some tens of milliseconds.</summary>
    private const int AfterSnapshotMax = 10_000;

    private ReplicaDatabase? _database = new(path);
    private long? _streamed; // up to where batches came; null when the database stands there too
    private bool _isFailing;
    private volatile LeaseGaps? _gaps;

    public LeaseGaps Gaps => _gaps ?? LeaseGaps.None;

    public ReplicaPosition Position => _database?.Position ?? default;

    /// <summary>Commits all of it at once, or leaves all of it out.</summary>
    public void Write(List<ReplicaWork> work)
    {
        bool isWritten = TryWrite(work);
        if (!isWritten && work.LastOrDefault(w => w.Batch is not null).Batch is { } last) _streamed = last.Position.Revision;
        foreach (ReplicaWork done in work) done.Piece?.Tell(isWritten);
    }

    /// <summary>From where the stream is to be followed: all is known up to there.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public ReplicaPosition StartOver()
    {
        ReplicaDatabase database = Usable();
        database.ForgetHoles();
        _streamed = null;
        return database.Position;
    }

    /// <exception cref="SqliteException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">An event is missing or not understood.</exception>
    public IEnumerable<ReplicatedLeaseEvent> ReadNewest() => Usable().ReadNewest();

    /// <summary>Brings the snapshot up to date if much has been committed since the last one, or at the end.</summary>
    public void SaveSnapshot(bool isEnd)
    {
        if (_database is not { } database || database.AfterSnapshot < (isEnd ? 1 : AfterSnapshotMax)) return;
        TryTend("The snapshot", database.SaveSnapshot);
    }

    /// <summary>Removes old events. True when there are no more of them, and when it failed.</summary>
    public bool Prune(DateTimeOffset before, int limit)
    {
        int removed = 0;
        if (_database is { } database) TryTend("Removing old events", () => removed = database.Prune(before, limit));
        return removed < limit;
    }

    public void Dispose() => _database?.Dispose();

    private bool TryWrite(List<ReplicaWork> work)
    {
        try
        {
            ReplicaDatabase database = Usable();
            database.Begin();
            (ReplicaPosition position, LeaseGaps gaps) = (database.Position, database.Gaps);
            long streamed = _streamed ?? position.Revision;
            foreach (ReplicaWork next in work)
            {
                if (next.Batch is { } batch)
                {
                    gaps = Add(database, batch, gaps, position.Revision, streamed);
                    position = batch.Position;
                    streamed = position.Revision;
                }
                else gaps = Add(database, next.Piece!, gaps);
            }
            database.Commit(position, gaps);
            Succeed(gaps);
            return true;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            Fail(e);
            return false;
        }
    }

    /// <param name="database">In a transaction.</param>
    /// <param name="batch">To be added.</param>
    /// <param name="gaps">Before.</param>
    /// <param name="covered">Up to where the database has what came.</param>
    /// <param name="streamed">Up to where it came.</param>
    private static LeaseGaps Add(ReplicaDatabase database, LeaseReplicaBatch batch, LeaseGaps gaps, long covered, long streamed)
    {
        (_, long missing) = database.Add(batch.Events);
        long now = batch.Position.Revision;
        if (!batch.IsState) return gaps.With(new LeaseGap(covered, streamed, IsHole: true)).Without(streamed, now);
        LeaseGaps known = gaps.WithStateKnown();
        return missing == 0 ? known : known.With(new LeaseGap(covered, now, IsHole: false));
    }

    private static LeaseGaps Add(ReplicaDatabase database, LeaseGapPiece piece, LeaseGaps gaps)
    {
        database.Add(piece.Events);
        foreach (LeaseGap filled in piece.Filled) gaps = gaps.Without(filled.After, filled.Until);
        return gaps;
    }

    private void Succeed(LeaseGaps gaps)
    {
        if (_isFailing) StoreLog.CopyCanBeWritten(logger, path);
        _isFailing = false;
        _streamed = null;
        _gaps = gaps;
    }

    private void Fail(Exception e)
    {
        if (!_isFailing) StoreLog.CopyCannotBeWritten(logger, path, e.Message, SystemSqlite.Describe(e, _database?.Connection));
        _isFailing = true;
        Close();
    }

    /// <summary>The open database, opened again after a failure: what is on disk counts.</summary>
    private ReplicaDatabase Usable()
    {
        if (_database is null) _database = new ReplicaDatabase(path);
        _gaps = _database.Gaps;
        return _database;
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
            if (!_isFailing) StoreLog.CannotTend(logger, what, path, e.Message);
            Close();
        }
    }

    private void Close()
    {
        _database?.Dispose();
        _database = null;
    }
}
