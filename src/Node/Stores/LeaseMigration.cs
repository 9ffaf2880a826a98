using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Polymasq.Node.Stores;

/// <summary>Brings a database of an older release to the present format, or an empty one to another engine: all of it, or nothing.</summary>
internal static class LeaseMigration
{
    private const int InstanceBytes = 8;

    /// <exception cref="SqliteException">It is as it was.</exception>
    public static void Run(string path, string engine)
    {
        using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
        long version = (long)connection.Scalar("PRAGMA user_version")!;
        if (version < 2) FromFormat1(connection);
        connection.PutMeta("engine", engine);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {LeaseSchema.Version}; COMMIT"));
    }

    public static string NewInstance() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(InstanceBytes));

    // Events that are there have no revision but their ordinal.
    private static void FromFormat1(SqliteConnection connection)
    {
        connection.Execute("ALTER TABLE events ADD COLUMN revision INTEGER; DROP VIEW history");
        connection.Execute(LeaseSchema.CreateGaps);
        connection.Execute(LeaseSchema.CreateHistory);
        connection.PutMeta("instance", NewInstance());
    }
}
