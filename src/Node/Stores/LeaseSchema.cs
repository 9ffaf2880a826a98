namespace Polymasq.Node.Stores;

/// <summary>What the file leases.db holds. A change of it raises <see cref="Version"/> and brings a way from the one before.</summary>
internal static class LeaseSchema
{
    /// <summary>"PMSQ" at offset 68 of the file says whose it is; file(1) and sqlite3 show it.</summary>
    public const int ApplicationId = 0x504D5351;

    /// <summary>user_version.</summary>
    public const int Version = 1;

    public const string Create =
        """
        -- Whose leases these are.
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- The journal: only ever added to, and pruned at its old end if a retention is set. ordinal is the revision, previous the
        -- ordinal of the event before it of the same address. address is a number, at is in milliseconds since 1970 UTC, event is
        -- JSON and has all of it in readable form. No index: an event costs what it is long, and is found by its ordinal.
        CREATE TABLE events (
            ordinal  INTEGER PRIMARY KEY,
            previous INTEGER,
            address  INTEGER NOT NULL,
            version  INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            event    TEXT    NOT NULL) STRICT;

        -- The snapshot: where the newest event of each address was when the snapshot was made. Events with a greater ordinal than
        -- any of these came after it.
        CREATE TABLE snapshot (
            address INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            ordinal INTEGER NOT NULL) STRICT;

        CREATE VIEW history AS SELECT
            ordinal,
            strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
            event ->> 'address'  AS address,
            version,
            event ->> 'kind'     AS kind,
            event ->> 'client'   AS client,
            event ->> 'hostname' AS hostname,
            event ->> 'until'    AS until,
            event ->> 'gateway'  AS gateway
            FROM events;
        """;

    public const string InsertEvent = "INSERT INTO events (ordinal, previous, address, version, at, event) VALUES (?, ?, ?, ?, ?, ?)";
    public const string ReadEvent = "SELECT event FROM events WHERE ordinal = ?";
    public const string ReadSnapshot = "SELECT address, version, ordinal FROM snapshot";
    public const string PutSnapshot = "INSERT OR REPLACE INTO snapshot (address, version, ordinal) VALUES (?, ?, ?)";

    /// <summary>The newest event is the newest of its address, so a snapshot has the ordinal it was made at.</summary>
    public const string ReadAfterSnapshot =
        "SELECT address, version, ordinal FROM events WHERE ordinal > (SELECT coalesce(max(ordinal), 0) FROM snapshot) ORDER BY ordinal";

    /// <summary>Keeps the newest event of each address, however old: it is its state.</summary>
    public const string Prune =
        """
        DELETE FROM events WHERE ordinal IN (
            SELECT ordinal FROM events
            WHERE at < ? AND ordinal < (SELECT coalesce(max(ordinal), 0) FROM snapshot)
                AND ordinal <> (SELECT ordinal FROM snapshot WHERE snapshot.address = events.address)
            ORDER BY ordinal LIMIT ?)
        """;
}
