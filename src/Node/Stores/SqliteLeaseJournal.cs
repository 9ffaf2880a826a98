using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Leases;

namespace Polymasq.Node.Stores;

/// <summary>
/// The embedded journal: a SQLite database written by a thread of its own. It takes all appends that have gathered,
/// commits them in one transaction with one sync, and reports; meanwhile the next ones gather.
/// </summary>
internal sealed class SqliteLeaseJournal : ILeaseJournal
{
    /// <summary>The database in the data directory.</summary>
    public const string FileName = "leases.db";

    private const int ReplayBatch = 1024;
    private static readonly TimeSpan RetryTime = TimeSpan.FromMilliseconds(1); // of a report that found no room
    private static readonly TimeSpan RereadTime = TimeSpan.FromSeconds(1);

    private readonly DataDirectoryLock _lock;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly LeaseWriter _writer;
    private readonly HistoryPruning _pruning;
    private readonly AppendQueue<LeaseAppend> _queue;
    private readonly Thread _thread;
    private List<LeaseAppend> _batch = [];
    private ILeaseJournalSink? _sink;
    private ILeaseJournalSink? _nextSink;
    private volatile bool _isEnding;

    private SqliteLeaseJournal(SqliteLeaseJournalSettings settings, DataDirectoryLock directoryLock, LeaseWriter writer, TimeProvider clock, ILogger logger)
    {
        _lock = directoryLock;
        _writer = writer;
        _logger = logger;
        _path = PathIn(settings.Directory);
        _queue = new AppendQueue<LeaseAppend>(settings.QueueMax);
        _pruning = new HistoryPruning(settings.HistoryTime, clock, writer.Prune);
        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A random text, made once for each database.</summary>
    public string Instance { get; private init; } = "";

    /// <summary>The path of the database in a data directory.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, FileName);

    /// <summary>Takes the data directory, checks the database there or makes one, and starts the thread.</summary>
    /// <param name="settings">Where and for whom.</param>
    /// <param name="clock">The protocol's clock, for the age of events.</param>
    /// <param name="logger">For events 2100 to 2199.</param>
    /// <exception cref="StoreRefusedException">The directory or the database cannot be used; nothing was changed.</exception>
    public static SqliteLeaseJournal Open(SqliteLeaseJournalSettings settings, TimeProvider clock, ILogger logger) =>
        LeaseFileOpening.Open(settings, LeaseEngine.Embedded, "the lease journal", (path, instance, directoryLock) =>
        {
            LeaseWriter writer = new(path, logger);
            StoreLog.Opened(logger, path, writer.Revision, SQLitePCL.raw.sqlite3_libversion().utf8_to_string());
            return new SqliteLeaseJournal(settings, directoryLock, writer, clock, logger) { Instance = instance };
        });

    public void Start(ILeaseJournalSink sink)
    {
        Volatile.Write(ref _nextSink, sink);
        _queue.Wake();
    }

    public bool TryAppend(in LeaseAppend append) => _queue.TryAdd(append);

    public void Flush() => _queue.Flush();

    /// <summary>Commits what is queued, then closes. Reports that find no room any more are lost.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _queue.Close();
        _thread.Join();
        _writer.Dispose();
        _lock.Dispose();
    }

    private void Run()
    {
        while (_queue.TakeAll(ref _batch, HistoryPruning.Interval))
        {
            if (Interlocked.Exchange(ref _nextSink, null) is { } sink) Begin(sink);
            if (_batch.Count > 0) Commit();
            _writer.SaveSnapshot(isEnd: false);
            _pruning.RunIfDue();
        }
        _writer.SaveSnapshot(isEnd: true);
    }

    private void Commit()
    {
        List<LeaseReport> reports = new(_batch.Count);
        _writer.Commit(_batch, reports);
        _batch.Clear();
        Report(reports);
    }

    /// <summary>Reports the state, then that it is complete. A failing disk is tried again until it answers.</summary>
    private void Begin(ILeaseJournalSink sink)
    {
        _sink = sink;
        bool isLogged = false;
        while (!TryReplay(ref isLogged))
        {
            if (IsReportingOver) return;
            Thread.Sleep(RereadTime);
        }
    }

    private bool TryReplay(ref bool isLogged)
    {
        try
        {
            List<LeaseReport> reports = new(ReplayBatch);
            foreach ((long ordinal, LeaseEvent e) in _writer.ReadNewest())
            {
                reports.Add(LeaseReport.Committed(0, ordinal, e));
                if (reports.Count < ReplayBatch) continue;
                Report(reports);
                reports = new List<LeaseReport>(ReplayBatch);
            }
            reports.Add(LeaseReport.CaughtUp(_writer.Revision));
            Report(reports);
            return true;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            if (!isLogged) StoreLog.CannotRead(_logger, _path, e.Message);
            isLogged = true;
            return false;
        }
    }

    private bool IsReportingOver => _isEnding || Volatile.Read(ref _nextSink) is not null;

    private void Report(List<LeaseReport> reports)
    {
        if (_sink is null) return;
        while (!_sink.TryReport(reports))
        {
            if (IsReportingOver) return;
            Thread.Sleep(RetryTime);
        }
    }
}
