using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Polymasq.Node.Stores;

/// <summary>
/// Makes Microsoft.Data.Sqlite use the system's SQLite library, which the distribution patches, instead of one that a
/// package brings along.
/// </summary>
internal static partial class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";
    private const int NoSpace = 28; // ENOSPC
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Call before the first connection; later calls cost nothing.</summary>
    /// <exception cref="StoreRefusedException">The library is not installed.</exception>
    public static void Use() => _ = Loaded.Value;

    /// <summary>The operating system's error number behind the last failure of a connection; 0 if there is none.</summary>
    public static int ErrorNumber(sqlite3 connection) => SystemErrno(connection.DangerousGetHandle());

    /// <summary>A write failed, and nothing of the transaction is in the file: it can be rolled back and the connection used on.</summary>
    public static bool IsWriteFailure(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL } or SqliteException { SqliteExtendedErrorCode: raw.SQLITE_IOERR_WRITE };

    /// <summary>The operating system's word for a failure of a connection.</summary>
    public static string Describe(Exception failure, SqliteConnection? connection)
    {
        // A write that was cut short has no error number of its own; SQLite calls it "full", and so do we.
        int number = connection?.Handle is { } handle ? ErrorNumber(handle) : 0;
        if (number == 0 && failure is SqliteException { SqliteErrorCode: raw.SQLITE_FULL }) number = NoSpace;
        return number == 0 ? "no system error" : Marshal.GetPInvokeErrorMessage(number);
    }

    private static bool Load()
    {
        if (!NativeLibrary.TryLoad(Library, out nint library))
            throw new StoreRefusedException($"{Library} is not installed; on Debian it is in the package libsqlite3-0");
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return true;
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_system_errno")]
    private static partial int SystemErrno(nint connection);
}
