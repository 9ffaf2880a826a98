using Microsoft.Data.Sqlite;
using Polymasq.Actors.Leases;

namespace Polymasq.Node.Stores;

/// <summary>Reads the history from the journal's database, beside the journal: SQLite lets readers and the writer alone.</summary>
internal sealed class SqliteLeaseHistory(string path) : ILeaseHistory
{
    public IReadOnlyList<LeaseEvent> Read(LeaseHistoryQuery query)
    {
        try
        {
            using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadOnly);
            using SqliteCommand select = connection.CreateCommand();
            select.CommandText = $"SELECT event FROM events WHERE {Conditions(query, select.Parameters)} ORDER BY ordinal DESC LIMIT $limit";
            select.Parameters.AddWithValue("$limit", query.Limit);
            List<LeaseEvent> newestFirst = [];
            using SqliteDataReader rows = select.ExecuteReader();
            while (rows.Read()) newestFirst.Add(LeaseDatabase.EventAt(rows, 0));
            newestFirst.Reverse();
            return newestFirst;
        }
        catch (Exception e) when (e is SqliteException or InvalidDataException)
        {
            throw new IOException($"the history in {path} cannot be read: {e.Message}", e);
        }
    }

    private static string Conditions(LeaseHistoryQuery query, SqliteParameterCollection parameters)
    {
        List<string> conditions = ["true"];
        Add("address = ", query.Address?.Value);
        Add("client = ", query.Client.IsNone ? null : query.Client.Bytes.ToArray());
        Add("event ->> 'chaddr' = ", query.Chaddr.IsNone ? null : StoredLeaseEvent.HexOf(query.Chaddr)); // no index: reads them all
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
