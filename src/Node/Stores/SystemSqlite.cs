using System.Runtime.InteropServices;
using SQLitePCL;

namespace Polymasq.Node.Stores;

/// <summary>
/// Makes Microsoft.Data.Sqlite use the system's SQLite library, which the distribution patches, instead of one that a
/// package brings along.
/// </summary>
internal static partial class SystemSqlite
{
    private const string Library = "libsqlite3.so.0";
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Call before the first connection; later calls cost nothing.</summary>
    /// <exception cref="StoreRefusedException">The library is not installed.</exception>
    public static void Use() => _ = Loaded.Value;

    /// <summary>The operating system's error number behind the last failure of a connection; 0 if there is none.</summary>
    public static int ErrorNumber(sqlite3 connection) => SystemErrno(connection.DangerousGetHandle());

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
