using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// Writes to the copy while its disk works. When it does not, it says so once, leaves out what comes, and notes what it left out
/// as soon as the disk works again.
/// </summary>
internal sealed class ReplicaWriter : LeaseFileWriter<ReplicaDatabase>
{
    /// <summary>How long a disk that failed is left alone: on a full one now and then a small write succeeds.</summary>
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(1);

    /// <summary>How long it must not have failed to count as mended.</summary>
    private static readonly TimeSpan MendedTime = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private long? _streamed; // up to where batches came; null when the database stands there too
    private bool _isFailing; // the last time it was tried
    private bool _isTold;
    private long _failedAt;
    private volatile ReplicaStanding _standing;

    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public ReplicaWriter(string path, TimeProvider clock, ILogger logger) : base(path, logger, new ReplicaDatabase(path))
    {
        _clock = clock;
        _standing = Database!.Standing;
    }

    /// <summary>As of the last commit. May be read by any thread.</summary>
    public ReplicaStanding Standing => _standing;

    /// <summary>Commits all of it at once, or leaves all of it out.</summary>
    public void Write(List<ReplicaWork> work)
    {
        bool isWritten = !work.Exists(next => next.HasNews) || (!IsLeftAlone && TryWrite(work));
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
        _standing = database.Standing;
        return database.Position;
    }

    /// <exception cref="SqliteException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">An event is missing or not understood.</exception>
    public IEnumerable<ReplicatedLeaseEvent> ReadNewest() => Usable().ReadNewest();

    protected override bool IsFailureTold => _isTold;

    private bool IsLeftAlone => _isFailing && _clock.GetElapsedTime(_failedAt) < RetryTime;

    private bool TryWrite(List<ReplicaWork> work)
    {
        try
        {
            ReplicaDatabase database = Usable();
            database.Begin();
            (ReplicaPosition position, LeaseGaps gaps) = database.Standing;
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
            Succeed(database.Standing);
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

    private void Succeed(ReplicaStanding standing)
    {
        bool isMended = _isTold && _clock.GetElapsedTime(_failedAt) >= MendedTime;
        if (isMended) StoreLog.CopyCanBeWritten(Logger, Path);
        _isTold &= !isMended;
        _isFailing = false;
        _streamed = null;
        _standing = standing;
    }

    private void Fail(Exception e)
    {
        if (!_isTold) StoreLog.CopyCannotBeWritten(Logger, Path, e.Message, SystemSqlite.Describe(e, Database?.Connection));
        _isTold = true;
        _isFailing = true;
        _failedAt = _clock.GetTimestamp();
        GiveUp(e);
    }

    /// <summary>The open database, opened again after a failure: what is on disk counts.</summary>
    private ReplicaDatabase Usable() => Database ??= new ReplicaDatabase(Path);
}
