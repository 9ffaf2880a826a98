using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Polymasq.Node.Stores;

/// <summary>
/// Finds out what a file is before it is opened for writing: another program's database, a damaged one or one of a newer
/// release is refused and left as it is.
/// </summary>
internal static class LeaseDatabaseFile
{
    // SQLite's file header: 0 "SQLite format 3\0" (16) ... | 60 user_version (4) | 64 | 68 application_id (4) ... 100
    private const int HeaderLength = 100;
    private const int UserVersionOffset = 60;
    private const int ApplicationIdOffset = 68;

    /// <summary>Bytes. Up to here every page is checked at start (about 0.1 s), beyond it the snapshot's pages only.</summary>
    private const long WholeCheckMax = 32 << 20;

    /// <summary>Makes sure that a usable database is at the path: checks the one that is there, or makes one.</summary>
    /// <returns>The database's instance: a random text, made once for each.</returns>
    /// <exception cref="StoreRefusedException">What is there is not a lease journal of this cluster and engine, or cannot be read.</exception>
    public static string Prepare(string path, string cluster, string engine)
    {
        try
        {
            if (!File.Exists(path)) Create(path, cluster, engine);
            else if (Check(path, cluster, engine)) LeaseMigration.Run(path, engine);
            using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadOnly);
            return connection.Scalar(LeaseSchema.ReadMeta("instance")) as string ?? throw Damaged(path, "it has no instance");
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"the lease journal {path} cannot be used: {e.Message}; it is left as it is", e);
        }
    }

    /// <returns>Whether something is to be changed before it can be used.</returns>
    private static bool Check(string path, string cluster, string engine)
    {
        int version = CheckHeader(path);
        using SqliteConnection connection = LeaseConnection.Open(path, SqliteOpenMode.ReadOnly);
        string scope = new FileInfo(path).Length <= WholeCheckMax ? "" : "(snapshot)";
        string verdict = connection.Scalar($"PRAGMA quick_check{scope}") as string ?? "no answer";
        if (verdict != "ok") throw Damaged(path, verdict);
        string? owner = connection.Scalar(LeaseSchema.ReadMeta("cluster")) as string;
        if (owner != cluster)
            throw new StoreRefusedException($"{path} has the leases of cluster '{owner}', not of '{cluster}'; set cluster.name or another node.data-dir");
        string written = connection.Scalar(LeaseSchema.ReadMeta("engine")) as string ?? LeaseEngine.Embedded; // the only one in format 1
        bool isEmpty = connection.Scalar("SELECT 1 FROM events LIMIT 1") is null;
        if (written != engine && !isEmpty) throw new StoreRefusedException($"{path} {LeaseEngine.WhyNot(written)}; it is left as it is");
        return version < LeaseSchema.Version || written != engine;
    }

    private static int CheckHeader(string path)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        int length = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (length < HeaderLength || !header.StartsWith("SQLite format 3\0"u8))
            throw new StoreRefusedException($"{path} is not a SQLite database; it is left as it is, move it away to start without leases");
        if (BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..]) != LeaseSchema.ApplicationId)
            throw new StoreRefusedException($"{path} is another program's database; it is left as it is, set another node.data-dir");
        int version = BinaryPrimitives.ReadInt32BigEndian(header[UserVersionOffset..]);
        if (version > LeaseSchema.Version)
            throw new StoreRefusedException($"{path} was written by a newer polymasqd (format {version}, this one knows {LeaseSchema.Version}); it is left as it is");
        return version;
    }

    /// <summary>
    /// Makes the database under another name first, so that a crash leaves nothing half made under the real one.
    /// </summary>
    private static void Create(string path, string cluster, string engine)
    {
        string unfinished = path + ".new";
        File.Delete(unfinished);
        using (SqliteConnection connection = LeaseConnection.Open(unfinished, SqliteOpenMode.ReadWriteCreate))
        {
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute("BEGIN");
            connection.Execute($"PRAGMA application_id = {LeaseSchema.ApplicationId}");
            connection.Execute($"PRAGMA user_version = {LeaseSchema.Version}");
            connection.Execute(LeaseSchema.Create);
            connection.Execute(LeaseSchema.CreateGaps);
            connection.Execute(LeaseSchema.CreateHistory);
            connection.PutMeta("cluster", cluster);
            connection.PutMeta("engine", engine);
            connection.PutMeta("instance", LeaseMigration.NewInstance());
            connection.Execute("COMMIT");
            connection.Execute("PRAGMA journal_mode = WAL"); // kept in the file
        }
        File.Move(unfinished, path);
    }

    private static StoreRefusedException Damaged(string path, string verdict) => new(
        $"{path} is damaged ({verdict}); it is left as it is. Restore it from a backup, or move it away to start without leases");
}
