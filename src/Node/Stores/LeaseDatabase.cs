using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Stores;

/// <summary>The one writing connection to a lease database, with its statements prepared. Used by one thread.</summary>
internal sealed class LeaseDatabase : ILeaseFile
{
    private readonly LeaseHeads _heads = new();
    private long _snapshotOrdinal; // events after it are looked for at the next start
    private readonly LeaseEventWriter _writer = new();
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _insertEvent;
    private readonly SqliteStatement _readEvent;
    private readonly SqliteStatement _putSnapshot;

    /// <summary>Opens a database that <see cref="LeaseDatabaseFile"/> has prepared, and reads where the newest events are.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="isCopy">Not the only place where its events are: a loss of power may take the last of them.</param>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public LeaseDatabase(string path, bool isCopy = false)
    {
        Connection = LeaseConnection.Open(path, SqliteOpenMode.ReadWrite);
        // FULL: the write-ahead log is synced at each commit, so what is committed survives a loss of power.
        Connection.Execute(isCopy ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
        Connection.Execute("PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY");
        Connection.Execute("PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -8192"); // 16 MiB, 8 MiB
        _begin = new SqliteStatement(Connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(Connection, "COMMIT");
        _insertEvent = new SqliteStatement(Connection, LeaseSchema.InsertEvent);
        _readEvent = new SqliteStatement(Connection, LeaseSchema.ReadEvent);
        _putSnapshot = new SqliteStatement(Connection, LeaseSchema.PutSnapshot);
        LoadHeads(LeaseSchema.ReadSnapshot, isSnapshot: true);
        _snapshotOrdinal = Revision;
        LoadHeads(LeaseSchema.ReadAfterSnapshot, isSnapshot: false);
    }

    /// <summary>The ordinal of the newest committed event, 0 if there is none.</summary>
    public long Revision { get; private set; }

    /// <summary>Addresses whose newest event the snapshot does not have.</summary>
    public int AfterSnapshot => _heads.Unsaved.Count;

    /// <summary>After a failure: it came from the commit itself, so the transaction may have become durable in spite of it.</summary>
    public bool IsCommitting { get; private set; }

    public SqliteConnection Connection { get; }

    /// <summary>The newest event of each address.</summary>
    public LeaseHeads Heads => _heads;

    /// <summary>
    /// Commits a batch in one transaction, with one sync. Each event is added if it follows the newest one of its address;
    /// the others are reported as conflicts.
    /// </summary>
    /// <exception cref="SqliteException">Nothing was committed, unless <see cref="IsCommitting"/>; call <see cref="RollBack"/>.</exception>
    public void Append(List<LeaseAppend> batch, List<LeaseReport> reports)
    {
        long revision = Revision;
        Begin();
        foreach (LeaseAppend append in batch)
        {
            LeaseHead head = _heads.Of(append.Event.Address);
            bool isNext = head.Version == append.Event.Version - 1;
            if (isNext) Add(append.Event, head, ++revision, revision: null);
            reports.Add(isNext ? LeaseReport.Committed(append.Ticket, revision, append.Event) : Conflict(append, head));
        }
        Commit();
    }

    /// <exception cref="SqliteException">Nothing was begun.</exception>
    public void Begin()
    {
        IsCommitting = false;
        _begin.Run();
    }

    /// <summary>Ends the transaction with all that was added.</summary>
    /// <exception cref="SqliteException">As at <see cref="Append"/>.</exception>
    public void Commit()
    {
        IsCommitting = true;
        _commit.Run();
        IsCommitting = false;
        Revision = Math.Max(Revision, _heads.Commit());
    }

    /// <summary>Adds an event as the newest of its address.</summary>
    public void Add(LeaseEvent e, LeaseHead before, long ordinal, long? revision)
    {
        Insert(e, before.Version == 0 ? null : before.Ordinal, ordinal, revision);
        LeaseHead head = new(e.Version, ordinal);
        if (ordinal <= _snapshotOrdinal) PutInSnapshot(e.Address, head); // it would not be looked for
        _heads.Add(e.Address, head);
    }

    /// <summary>Adds an event to the history alone.</summary>
    public void Insert(LeaseEvent e, long? previous, long ordinal, long? revision)
    {
        _insertEvent.Bind(1, ordinal);
        _insertEvent.Bind(2, previous);
        _insertEvent.Bind(3, e.Address.Value);
        _insertEvent.Bind(4, e.Version);
        _insertEvent.Bind(5, e.At.ToUnixTimeMilliseconds());
        _insertEvent.BindText(6, _writer.Write(e));
        _insertEvent.Bind(7, revision);
        _insertEvent.Run();
    }

    /// <summary>Brings the snapshot up to date, so that a start has few events to read after it.</summary>
    /// <exception cref="SqliteException">It stays as it was; call <see cref="RollBack"/>.</exception>
    public void SaveSnapshot()
    {
        _begin.Run();
        foreach (Ipv4Address address in _heads.Unsaved) PutInSnapshot(address, _heads.Of(address));
        _commit.Run();
        _heads.MarkSaved();
        _snapshotOrdinal = Revision;
    }

    /// <summary>Gives up the transaction that failed, if SQLite has not done so by itself.</summary>
    public void RollBack()
    {
        _heads.RollBack();
        if (SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0) Connection.Execute("ROLLBACK");
    }

    /// <summary>Copies the write-ahead log into the database and starts a new one, which makes both durable again after a failed sync.</summary>
    public void RenewLog() => Connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>The newest event of every address with its ordinal, oldest first.</summary>
    /// <exception cref="InvalidDataException">An event is missing or not understood.</exception>
    public IEnumerable<(long Ordinal, LeaseEvent Event)> ReadNewest()
    {
        long[] ordinals = [.. _heads.All.Select(head => head.Ordinal)];
        Array.Sort(ordinals);
        Connection.Execute("BEGIN"); // one read transaction for all, or each event would take and give back its locks
        try
        {
            foreach (long ordinal in ordinals) yield return (ordinal, EventAt(ordinal));
        }
        finally
        {
            RollBack();
        }
    }

    /// <summary>The newest event of an address with its ordinal; null if it has none.</summary>
    public (long Ordinal, LeaseEvent Event)? NewestOf(Ipv4Address address)
    {
        LeaseHead head = _heads.Of(address);
        return head.Version == 0 ? null : (head.Ordinal, EventAt(head.Ordinal));
    }

    /// <summary>Removes events decided before a time, oldest first, at most <paramref name="limit"/>; returns how many. Leases stay.</summary>
    public int Prune(DateTimeOffset before, int limit)
    {
        using SqliteStatement prune = new(Connection, LeaseSchema.Prune);
        prune.Bind(1, before.ToUnixTimeMilliseconds());
        prune.Bind(2, limit);
        prune.Run();
        return SQLitePCL.raw.sqlite3_changes(Connection.Handle);
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in new[] { _begin, _commit, _insertEvent, _readEvent, _putSnapshot }) statement.Dispose();
        _writer.Dispose();
        Connection.Dispose();
    }

    private void LoadHeads(string sql, bool isSnapshot)
    {
        using SqliteStatement read = new(Connection, sql);
        while (read.Step())
        {
            LeaseHead head = new(Version: read.Number(1), Ordinal: read.Number(2));
            _heads.Load(new Ipv4Address((uint)read.Number(0)), head, isSnapshot);
            Revision = Math.Max(Revision, head.Ordinal);
        }
    }

    private void PutInSnapshot(Ipv4Address address, LeaseHead head)
    {
        _putSnapshot.Bind(1, address.Value);
        _putSnapshot.Bind(2, head.Version);
        _putSnapshot.Bind(3, head.Ordinal);
        _putSnapshot.Run();
    }

    private LeaseReport Conflict(in LeaseAppend append, LeaseHead head) =>
        LeaseReport.Conflict(append.Ticket, head.Version == 0 ? null : EventAt(head.Ordinal));

    private LeaseEvent EventAt(long ordinal)
    {
        _readEvent.Bind(1, ordinal);
        try
        {
            if (!_readEvent.Step()) throw new InvalidDataException($"event {ordinal} is missing");
            return StoredLeaseEvent.Deserialize(_readEvent.Bytes(0));
        }
        finally
        {
            _readEvent.Reset();
        }
    }
}
