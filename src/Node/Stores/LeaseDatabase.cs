using System.Text;
using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Stores;

/// <summary>The one writing connection to a lease database, with its statements prepared. Used by one thread.</summary>
internal sealed class LeaseDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insertEvent;
    private readonly SqliteCommand _putSnapshot;
    private readonly SqliteCommand _readVersion;
    private readonly SqliteCommand _readNewest;

    /// <summary>Opens a database that <see cref="LeaseDatabaseFile"/> has prepared.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public LeaseDatabase(string path)
    {
        _connection = LeaseConnection.Open(path, SqliteOpenMode.ReadWrite);
        // FULL: the write-ahead log is synced at each commit, so what is committed survives a loss of power.
        _connection.Execute("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY");
        // Pages of 4 KiB. Copying the log into the database is worth a pause every 16 MiB, not every 4.
        _connection.Execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384");
        Revision = (long)_connection.Scalar(LeaseSchema.LastOrdinal)!;

        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _insertEvent = Prepare(LeaseSchema.InsertEvent, "$ordinal", "$address", "$version", "$at", "$client", "$event");
        _putSnapshot = Prepare(LeaseSchema.PutSnapshot, "$address", "$version", "$ordinal", "$event");
        _readVersion = Prepare(LeaseSchema.ReadVersion, "$address");
        _readNewest = Prepare(LeaseSchema.ReadNewest, "$address");
    }

    /// <summary>The ordinal of the newest committed event, 0 if there is none.</summary>
    public long Revision { get; private set; }

    /// <summary>After a failure: it came from the commit itself, so the transaction may have become durable in spite of it.</summary>
    public bool IsCommitting { get; private set; }

    public SqliteConnection Connection => _connection;

    /// <summary>
    /// Commits a batch in one transaction, with one sync. Each event is added if it follows the newest one of its address;
    /// the others are reported as conflicts.
    /// </summary>
    /// <exception cref="SqliteException">Nothing was committed, unless <see cref="IsCommitting"/>; call <see cref="RollBack"/>.</exception>
    public void Append(List<LeaseAppend> batch, List<LeaseReport> reports)
    {
        IsCommitting = false;
        long revision = Revision;
        _begin.ExecuteNonQuery();
        foreach (LeaseAppend append in batch)
        {
            bool isNext = VersionOf(append.Event.Address) == append.Event.Version - 1;
            if (isNext) Add(append.Event, ++revision);
            reports.Add(isNext ? LeaseReport.Committed(append.Ticket, revision, append.Event) : Conflict(append));
        }
        IsCommitting = true;
        _commit.ExecuteNonQuery();
        IsCommitting = false;
        Revision = revision;
    }

    /// <summary>Gives up what <see cref="Append"/> began, if SQLite has not done so by itself.</summary>
    public void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0) _connection.Execute("ROLLBACK");
    }

    /// <summary>Copies the write-ahead log into the database and starts a new one, which makes both durable again after a failed sync.</summary>
    public void RenewLog() => _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>The newest event of every address with its ordinal, oldest first.</summary>
    /// <exception cref="InvalidDataException">An event is not understood.</exception>
    public IEnumerable<(long Ordinal, LeaseEvent Event)> ReadSnapshot()
    {
        using SqliteCommand read = _connection.CreateCommand();
        read.CommandText = LeaseSchema.ReadSnapshot;
        using SqliteDataReader rows = read.ExecuteReader();
        while (rows.Read()) yield return (rows.GetInt64(0), EventAt(rows, 1));
    }

    /// <summary>The newest event of an address with its ordinal; null if it has none.</summary>
    public (long Ordinal, LeaseEvent Event)? NewestOf(Ipv4Address address)
    {
        _readNewest.Parameters[0].Value = (long)address.Value;
        using SqliteDataReader rows = _readNewest.ExecuteReader();
        return rows.Read() ? (rows.GetInt64(1), EventAt(rows, 2)) : null;
    }

    /// <summary>Removes events decided before a time, oldest first, at most <paramref name="limit"/>; returns how many.</summary>
    public int Prune(DateTimeOffset before, int limit)
    {
        using SqliteCommand prune = _connection.CreateCommand();
        prune.CommandText = LeaseSchema.Prune;
        prune.Parameters.AddWithValue("$before", before.ToUnixTimeMilliseconds());
        prune.Parameters.AddWithValue("$limit", limit);
        return prune.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Reads the JSON in a column.</summary>
    public static LeaseEvent EventAt(SqliteDataReader rows, int column) => StoredLeaseEvent.Deserialize(Encoding.UTF8.GetBytes(rows.GetString(column)));

    private long VersionOf(Ipv4Address address)
    {
        _readVersion.Parameters[0].Value = (long)address.Value;
        return _readVersion.ExecuteScalar() is long version ? version : 0;
    }

    private void Add(LeaseEvent e, long ordinal)
    {
        string json = Encoding.UTF8.GetString(StoredLeaseEvent.Serialize(e));
        SqliteParameterCollection values = _insertEvent.Parameters;
        values[0].Value = ordinal;
        values[1].Value = (long)e.Address.Value;
        values[2].Value = e.Version;
        values[3].Value = e.At.ToUnixTimeMilliseconds();
        values[4].Value = e.Client.IsNone ? DBNull.Value : e.Client.Bytes.ToArray();
        values[5].Value = json;
        _insertEvent.ExecuteNonQuery();

        values = _putSnapshot.Parameters;
        values[0].Value = (long)e.Address.Value;
        values[1].Value = e.Version;
        values[2].Value = ordinal;
        values[3].Value = json;
        _putSnapshot.ExecuteNonQuery();
    }

    private LeaseReport Conflict(in LeaseAppend append) => LeaseReport.Conflict(append.Ticket, NewestOf(append.Event.Address)?.Event);

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (string parameter in parameters) command.Parameters.Add(new SqliteParameter(parameter, null));
        return command;
    }
}
