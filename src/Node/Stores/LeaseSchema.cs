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

        -- The journal: only ever added to (and pruned at its old end, if a retention is set). ordinal is the revision. address
        -- is a number, at is in milliseconds since 1970 UTC, event is JSON and has all of it once more in readable form.
        CREATE TABLE events (
            ordinal INTEGER PRIMARY KEY,
            address INTEGER NOT NULL,
            version INTEGER NOT NULL,
            at      INTEGER NOT NULL,
            client  BLOB,
            event   TEXT    NOT NULL,
            UNIQUE (address, version)) STRICT;
        CREATE INDEX events_of_client ON events (client, ordinal) WHERE client IS NOT NULL;

        -- The snapshot: the newest event of each address, kept up to date in the transaction that adds the event. A start
        -- reads this table alone, however long the journal is.
        CREATE TABLE snapshot (
            address INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            event   TEXT    NOT NULL) STRICT;

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

    public const string InsertEvent = "INSERT INTO events (ordinal, address, version, at, client, event) VALUES ($ordinal, $address, $version, $at, $client, $event)";
    public const string PutSnapshot = "INSERT OR REPLACE INTO snapshot (address, version, ordinal, event) VALUES ($address, $version, $ordinal, $event)";
    public const string ReadNewest = "SELECT version, ordinal, event FROM snapshot WHERE address = $address";
    public const string ReadVersion = "SELECT version FROM snapshot WHERE address = $address";
    public const string ReadSnapshot = "SELECT ordinal, event FROM snapshot ORDER BY ordinal";
    public const string LastOrdinal = "SELECT coalesce(max(ordinal), 0) FROM snapshot";
    public const string Prune = "DELETE FROM events WHERE ordinal IN (SELECT ordinal FROM events WHERE at < $before ORDER BY ordinal LIMIT $limit)";
}
