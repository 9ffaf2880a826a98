namespace Polymasq.Node.Stores;

/// <summary>What the file leases.db holds. A change of it raises <see cref="Version"/> and brings a way from the one before.</summary>
internal static class LeaseSchema
{
    /// <summary>"PMSQ" at offset 68 of the file says whose it is; file(1) and sqlite3 show it.</summary>
    public const int ApplicationId = 0x504D5351;

    /// <summary>user_version.</summary>
    public const int Version = 2;

    public const string Create =
        """
        -- Whose leases these are: cluster, engine, and instance, a random text that tells this copy from any other. In a copy of the
        -- stream of a cluster: cluster-id and position, the revision up to which it is complete.
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- The journal: only ever added to, and pruned at its old end if a retention is set. Its order is that of the ordinals;
        -- previous is the ordinal of the event before it of the same address. address is a number, at is in milliseconds since 1970
        -- UTC, event is JSON and has all of it in readable form. revision is the store's; without one the ordinal is the revision.
        -- No index: an event costs what it is long, and is found by its ordinal.
        CREATE TABLE events (
            ordinal  INTEGER PRIMARY KEY,
            previous INTEGER,
            address  INTEGER NOT NULL,
            version  INTEGER NOT NULL,
            at       INTEGER NOT NULL,
            event    TEXT    NOT NULL,
            revision INTEGER) STRICT;

        -- The snapshot: where the newest event of each address was when the snapshot was made. Events with a greater ordinal than
        -- any of these came after it.
        CREATE TABLE snapshot (
            address INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            ordinal INTEGER NOT NULL) STRICT;
        """;

    /// <summary>Since format 2. What a copy of a cluster's stream lacks: events of revisions greater than after, up to until.</summary>
    public const string CreateGaps = "CREATE TABLE gaps (after INTEGER PRIMARY KEY, until INTEGER NOT NULL, hole INTEGER NOT NULL) STRICT";

    /// <summary>For people.</summary>
    public const string CreateHistory =
        """
        CREATE VIEW history AS SELECT
            coalesce(revision, ordinal) AS revision,
            strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS at,
            event ->> 'address'  AS address,
            version,
            event ->> 'kind'     AS kind,
            event ->> 'client'   AS client,
            event ->> 'hostname' AS hostname,
            event ->> 'until'    AS until,
            event ->> 'gateway'  AS gateway
            FROM events
        """;

    public const string InsertEvent = "INSERT INTO events (ordinal, previous, address, version, at, event, revision) VALUES (?, ?, ?, ?, ?, ?, ?)";
    public const string ReadEvent = "SELECT event FROM events WHERE ordinal = ?";
    public const string ReadSnapshot = "SELECT address, version, ordinal FROM snapshot";
    public const string PutSnapshot = "INSERT OR REPLACE INTO snapshot (address, version, ordinal) VALUES (?, ?, ?)";

    public const string ReadLink = "SELECT version, previous FROM events WHERE ordinal = ?";
    public const string PutLink = "UPDATE events SET previous = ? WHERE ordinal = ?";
    public const string ReadLastOrdinal = "SELECT max(ordinal) FROM events WHERE ordinal BETWEEN ? AND ?";
    public const string ReadGaps = "SELECT after, until, hole FROM gaps";
    public const string PutMeta = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)";

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

    /// <summary>
    /// How many addresses lack how many versions that were committed between two ordinals: versions have no gaps of their own. An
    /// event whose predecessor was removed as too old lacks none.
    /// </summary>
    public const string CountMissing =
        """
        SELECT count(DISTINCT e.address), coalesce(sum(e.version - coalesce(p.version, 0) - 1), 0)
            FROM events AS e LEFT JOIN events AS p ON p.ordinal = e.previous
            WHERE e.ordinal > ? AND coalesce(e.previous, 0) <= ?
                AND CASE WHEN e.previous IS NULL THEN e.version > 1 ELSE p.version < e.version - 1 END
        """;

    /// <param name="key">One of ours.</param>
    public static string ReadMeta(string key) => $"SELECT value FROM meta WHERE key = '{key}'";
}
