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

    [LoggerMessage(2110, LogLevel.Information, "Cache: {Restored} answers restored from {Path}, {Expired} were too old")]
    public static partial void CacheRestored(ILogger logger, long restored, string path, long expired);

    /// <summary>The gateway starts with an empty cache. The file is replaced when the cache is written next.</summary>
    [LoggerMessage(2111, LogLevel.Warning, "Cache: {Path} is ignored, it {Reason}")]
    public static partial void CacheIgnored(ILogger logger, string path, string reason);

    [LoggerMessage(2112, LogLevel.Warning, "Cache: only {Restored} answers restored from {Path}: {Error}")]
    public static partial void CachePartlyRestored(ILogger logger, long restored, string path, string error);

    /// <summary>After the next start the cache is as it was when it was written last. Said once until it can be written.</summary>
    [LoggerMessage(2113, LogLevel.Warning, "Cache: {Path} cannot be written: {Error}")]
    public static partial void CacheNotWritten(ILogger logger, string path, string error);

    [LoggerMessage(2114, LogLevel.Debug, "Cache: {Entries} answers written to {Path}, {Bytes} bytes")]
    public static partial void CacheWritten(ILogger logger, long entries, string path, long bytes);

    [LoggerMessage(2120, LogLevel.Information, "Copy of the cluster's leases {Path}: revision {Revision}, SQLite {SqliteVersion}")]
    public static partial void CopyOpened(ILogger logger, string path, long revision, string sqliteVersion);

    /// <summary>Leases go on: etcd has them. Free space on the disk of node.data-dir or mend it; nothing needs a restart. Said once until it can be written.</summary>
    [LoggerMessage(2121, LogLevel.Error, "The copy of the cluster's leases {Path} cannot be written; leases go on, their history waits. Free or mend the disk of node.data-dir: {Error} ({SystemError})")]
    public static partial void CopyCannotBeWritten(ILogger logger, string path, string error, string systemError);

    /// <summary>What was left out meanwhile is fetched from another gateway.</summary>
    [LoggerMessage(2122, LogLevel.Information, "The copy of the cluster's leases {Path} can be written again")]
    public static partial void CopyCanBeWritten(ILogger logger, string path);

    [LoggerMessage(2123, LogLevel.Information, "The history lacked revisions after {After} up to {Until}: gateway {Peer} had {Events} events of them")]
    public static partial void GapFilled(ILogger logger, long events, long after, long until, string peer);

    /// <summary>No gateway has these any more. Leases are not touched by it; the history of these addresses has a gap.</summary>
    [LoggerMessage(2124, LogLevel.Warning, "The history lacks {Versions} events of {Addresses} addresses after revision {After} up to {Until}: no other gateway has them")]
    public static partial void GapGivenUp(ILogger logger, long versions, long addresses, long after, long until);

    /// <summary>Look at the version of the program there. It is asked again later.</summary>
    [LoggerMessage(2125, LogLevel.Warning, "What the gateway at {Peer} tells of its history is not understood: {Error}")]
    public static partial void PeerAuditUnreadable(ILogger logger, System.Net.IPEndPoint peer, string error);

    /// <summary>It is tried again later.</summary>
    [LoggerMessage(2126, LogLevel.Warning, "Gaps of the history cannot be filled now: {Error}")]
    public static partial void GapsNotFilled(ILogger logger, string error);
}
