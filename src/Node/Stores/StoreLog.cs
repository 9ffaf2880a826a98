using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Stores;

/// <summary>What the stores tell the operator. Events 2100 to 2199.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(2100, LogLevel.Information, "Lease journal {Path}: revision {Revision}, SQLite {SqliteVersion}")]
    public static partial void Opened(ILogger logger, string path, long revision, string sqliteVersion);

    /// <summary>Clients get no DHCPACK while this lasts. Free space on the disk or mend it; nothing needs a restart. Said once until a commit works.</summary>
    [LoggerMessage(2101, LogLevel.Error, "Lease journal {Path} cannot be written, no DHCPACK is sent until it can: {Error} ({SystemError})")]
    public static partial void CannotWrite(ILogger logger, string path, string error, string systemError);

    [LoggerMessage(2102, LogLevel.Information, "Lease journal {Path} can be written again: DHCPACKs are sent")]
    public static partial void CanWriteAgain(ILogger logger, string path);

    /// <summary>DHCP is not answered. The file was read without fault when it was opened, so the disk fails now.</summary>
    [LoggerMessage(2103, LogLevel.Critical, "Lease journal {Path} cannot be read, DHCP is not answered: {Error}")]
    public static partial void CannotRead(ILogger logger, string path, string error);

    /// <summary>Leases are not touched by it: a start takes longer or the file is longer. It is tried again later.</summary>
    [LoggerMessage(2104, LogLevel.Warning, "{What} of lease journal {Path} failed: {Error}")]
    public static partial void CannotTend(ILogger logger, string what, string path, string error);
}
