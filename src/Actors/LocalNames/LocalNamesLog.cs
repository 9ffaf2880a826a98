using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.LocalNames;

/// <summary>What the local names tell an operator. Event IDs 1400 to 1499.</summary>
internal static partial class LocalNamesLog
{
    [LoggerMessage(1400, LogLevel.Information, "{Path} gives {Names} names")]
    public static partial void Read(ILogger log, string path, int names);

    [LoggerMessage(1401, LogLevel.Warning, "{Path} cannot be read: {Trouble}. Its names do not resolve until it can")]
    public static partial void NotRead(ILogger log, string path, string trouble);

    [LoggerMessage(1402, LogLevel.Warning, "{Path}:{Line}: not understood; lines passed over: {Count}")]
    public static partial void BadLines(ILogger log, string path, int line, int count);

    [LoggerMessage(1403, LogLevel.Warning, "{Path} cannot be read to its end: {Trouble}. The {Names} names before that are in force")]
    public static partial void ReadInPart(ILogger log, string path, string trouble, int names);
}
