using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Files;

/// <summary>What Files tells an operator. Event IDs 2050 to 2059, in the block of Sockets.</summary>
internal static partial class FilesLog
{
    [LoggerMessage(2050, LogLevel.Warning, "Changes in {Folder} will not be seen: {Reason}")]
    public static partial void NotWatched(ILogger log, string folder, string reason);

    [LoggerMessage(2051, LogLevel.Error, "Reading {Path} again after a change failed")]
    public static partial void ReaderFailed(ILogger log, string path, Exception failure);

    /// <summary>Upstream servers come from the configuration alone until it can be read. Said once until it can.</summary>
    [LoggerMessage(2052, LogLevel.Warning, "{Path} cannot be read, so no upstream servers are taken from it: {Reason}")]
    public static partial void ResolvFileUnreadable(ILogger log, string path, string reason);

    /// <summary>Said once until it can be read.</summary>
    [LoggerMessage(2053, LogLevel.Warning, "{Path} cannot be read, so no upstream servers are taken from it: {Reason}. See dns.servers-file")]
    public static partial void ServersFileUnreadable(ILogger log, string path, string reason);

    /// <summary>The other lines of the file are in force.</summary>
    [LoggerMessage(2054, LogLevel.Warning, "{Path} has lines that name no upstream server: {Count}; the first is {First}")]
    public static partial void ServersFileBadLines(ILogger log, string path, int count, string first);

    /// <summary>Said once until it can be read.</summary>
    [LoggerMessage(2055, LogLevel.Warning, "{Path} cannot be read: {Reason}. The upstream servers named there before stay in use until it can: {Count}. See dns.servers-file")]
    public static partial void ServersFileKept(ILogger log, string path, string reason, int count);
}
