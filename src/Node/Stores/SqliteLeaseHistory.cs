using System.Globalization;
using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Stores;

/// <summary>
/// Reads the history from the journal's database, beside the journal: SQLite lets readers and the writer alone. An address is
/// found at once, its events are chained; other questions read the journal from its newest end until the limit is reached.
/// </summary>
internal sealed class SqliteLeaseHistory(string path) : ILeaseHistory
{
    private const string OfAll = "SELECT event FROM events WHERE {0} ORDER BY ordinal DESC LIMIT $limit";

    // From the newest event known of the address, in the snapshot or after it, to the one before it, and so on.
    private const string OfAddress =
        """
        WITH RECURSIVE chain(ordinal) AS (
            SELECT coalesce(
                (SELECT max(ordinal) FROM events WHERE address = $address AND ordinal > (SELECT coalesce(max(ordinal), 0) FROM snapshot)),
                (SELECT ordinal FROM snapshot WHERE address = $address))
            UNION ALL
            SELECT previous FROM events JOIN chain USING (ordinal) WHERE previous IS NOT NULL)
        SELECT event FROM chain CROSS JOIN events USING (ordinal) WHERE {0} ORDER BY ordinal DESC LIMIT $limit
        """;

    public IReadOnlyList<LeaseEvent> Read(LeaseHistoryQuery query)
    {
        try
        {
            using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadOnly);
            using SqliteCommand select = connection.CreateCommand();
            string sql = query.Address is null ? OfAll : OfAddress;
            select.CommandText = string.Format(CultureInfo.InvariantCulture, sql, Conditions(query, select.Parameters));
            if (query.Address is { } address) select.Parameters.AddWithValue("$address", (long)address.Value);
            select.Parameters.AddWithValue("$limit", query.Limit);
            return ReadOldestFirst(select);
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            throw new IOException($"the history in {path} cannot be read: {e.Message}", e);
        }
    }

    private static string HexOf(HardwareAddress chaddr)
    {
        Span<byte> bytes = stackalloc byte[HardwareAddress.LengthMax];
        chaddr.Write(bytes);
        return HexBytes.Format(bytes[..chaddr.Length]);
    }

    private static List<LeaseEvent> ReadOldestFirst(SqliteCommand select)
    {
        List<LeaseEvent> events = [];
        using SqliteDataReader rows = select.ExecuteReader();
        while (rows.Read()) events.Add(StoredLeaseEvent.Deserialize(SQLitePCL.raw.sqlite3_column_blob(rows.Handle, 0)));
        events.Reverse();
        return events;
    }

    private static string Conditions(LeaseHistoryQuery query, SqliteParameterCollection parameters)
    {
        List<string> conditions = ["true"];
        Add("event ->> 'client' = ", query.Client.IsNone ? null : query.Client.ToString());
        Add("event ->> 'chaddr' = ", query.Chaddr.IsNone ? null : HexOf(query.Chaddr));
        Add("at >= ", query.From?.ToUnixTimeMilliseconds());
        Add("at < ", query.To?.ToUnixTimeMilliseconds());
        return string.Join(" AND ", conditions);

        void Add(string condition, object? value)
        {
            if (value is null) return;
            string parameter = $"$p{conditions.Count}";
            conditions.Add(condition + parameter);
            parameters.AddWithValue(parameter, value);
        }
    }
}
