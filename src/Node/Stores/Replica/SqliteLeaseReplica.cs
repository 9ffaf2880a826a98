using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;

namespace Polymasq.Node.Stores.Replica;

/// <summary>
/// This gateway's copy of the committed stream in leases.db, written by a thread of its own: all batches that have gathered
/// go into one transaction, with the position they lead to.
/// </summary>
internal sealed class SqliteLeaseReplica : ILeaseReplica
{
    private const int LoadBatch = 4096;
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(1); // of a batch that found no room
    private static readonly TimeSpan RereadTime = TimeSpan.FromSeconds(1);

    private readonly DataDirectoryLock _lock;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly ReplicaWriter _writer;
    private readonly HistoryPruning _pruning;
    private readonly AppendQueue<ReplicaWork> _queue;
    private readonly Thread _thread;
    private List<ReplicaWork> _batch = [];
    private ILeaseReplicaSink? _nextSink;
    private volatile bool _isEnding;

    private SqliteLeaseReplica(SqliteLeaseJournalSettings settings, DataDirectoryLock directoryLock, ReplicaWriter writer, TimeProvider clock, ILogger logger)
    {
        _lock = directoryLock;
        _writer = writer;
        _logger = logger;
        _path = SqliteLeaseJournal.PathIn(settings.Directory);
        _queue = new AppendQueue<ReplicaWork>(settings.QueueMax);
        _pruning = new HistoryPruning(settings.HistoryTime, clock, writer.Prune);
        _thread = new Thread(Run) { Name = "replica", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A random text, made once for each database.</summary>
    public string Instance { get; private init; } = "";

    /// <summary>What the copy lacks, as of the last commit. May be read by any thread.</summary>
    public LeaseGaps Gaps => _writer.Standing.Gaps;

    /// <summary>Where the copy stands, as of the last commit. May be read by any thread.</summary>
    public ReplicaPosition Position => _writer.Standing.Position;

    /// <summary>As <see cref="SqliteLeaseJournal.Open"/>, for a gateway whose leases are in a cluster's store.</summary>
    /// <exception cref="StoreRefusedException">The directory or the database cannot be used; nothing was changed.</exception>
    public static SqliteLeaseReplica Open(SqliteLeaseJournalSettings settings, TimeProvider clock, ILogger logger) =>
        LeaseFileOpening.Open(settings, LeaseEngine.Etcd, "the copy of the leases", (path, instance, directoryLock) =>
        {
            ReplicaWriter writer = new(path, clock, logger);
            StoreLog.CopyOpened(logger, path, writer.Standing.Position.Revision, SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
            return new SqliteLeaseReplica(settings, directoryLock, writer, clock, logger) { Instance = instance };
        });

    public void Load(ILeaseReplicaSink sink)
    {
        Volatile.Write(ref _nextSink, sink);
        _queue.Wake();
    }

    public bool TryAppend(LeaseReplicaBatch batch) => TryAdd(new ReplicaWork(batch, null));

    /// <summary>Queues what a peer has of a gap; false when there is no room.</summary>
    public bool TryFill(LeaseGapPiece piece) => TryAdd(new ReplicaWork(null, piece));

    /// <summary>How many addresses lack how many versions because of a gap. Reads from disk, beside the writer.</summary>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public (long Addresses, long Versions) CountMissing(LeaseGap gap)
    {
        using SqliteConnection connection = LeaseConnection.Open(_path, SqliteOpenMode.ReadOnly);
        using SqliteStatement count = new(connection, LeaseSchema.CountMissing);
        count.Bind(1, ReplicaOrdinal.LastOf(gap.After));
        count.Bind(2, ReplicaOrdinal.LastOf(gap.Until));
        count.Step();
        (long, long) missing = (count.Number(0), count.Number(1));
        count.Reset();
        return missing;
    }

    /// <summary>Writes what is queued, then closes.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _queue.Close();
        _thread.Join();
        _writer.Dispose();
        _lock.Dispose();
    }

    private bool TryAdd(ReplicaWork work)
    {
        bool isTaken = _queue.TryAdd(work);
        _queue.Flush();
        return isTaken;
    }

    private void Run()
    {
        while (_queue.TakeAll(ref _batch, HistoryPruning.Interval))
        {
            if (_batch.Count > 0) _writer.Write(_batch);
            _batch.Clear();
            if (Interlocked.Exchange(ref _nextSink, null) is { } sink) Begin(sink);
            _writer.SaveSnapshot(isEnd: false);
            _pruning.RunIfDue();
        }
        _writer.SaveSnapshot(isEnd: true);
    }

    /// <summary>Reports the state, then that it is complete. A failing disk is tried again until it answers.</summary>
    private void Begin(ILeaseReplicaSink sink)
    {
        bool isLogged = false;
        while (!TryLoad(sink, ref isLogged))
        {
            if (IsLoadingOver) return;
            Thread.Sleep(RereadTime);
        }
    }

    private bool TryLoad(ILeaseReplicaSink sink, ref bool isLogged)
    {
        try
        {
            ReplicaPosition position = _writer.StartOver();
            List<ReplicatedLeaseEvent> events = new(LoadBatch);
            foreach (ReplicatedLeaseEvent e in _writer.ReadNewest())
            {
                events.Add(e);
                if (events.Count < LoadBatch) continue;
                Report(sink, new LeaseReplicaBatch(position, events, IsState: true), isLast: false);
                events = new List<ReplicatedLeaseEvent>(LoadBatch);
            }
            Report(sink, new LeaseReplicaBatch(position, events, IsState: true), isLast: true);
            return true;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            if (!isLogged) StoreLog.CannotRead(_logger, _path, e.Message);
            isLogged = true;
            return false;
        }
    }

    private bool IsLoadingOver => _isEnding || Volatile.Read(ref _nextSink) is not null;

    private void Report(ILeaseReplicaSink sink, LeaseReplicaBatch batch, bool isLast)
    {
        while (!sink.TryLoaded(batch, isLast))
        {
            if (IsLoadingOver) return;
            Thread.Sleep(RetryTime);
        }
    }
}
