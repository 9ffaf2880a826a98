using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Control;

/// <summary>What the control API tells an operator. Event IDs 2200 to 2289.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(2200, LogLevel.Information, "Control API listens on {Socket}")]
    public static partial void Listening(ILogger log, string socket);

    [LoggerMessage(2201, LogLevel.Information, "Control API listens on http://{EndPoint}, for who shows the token")]
    public static partial void ListeningOnTcp(ILogger log, string endPoint);

    /// <summary>A command changed something: who operates the gateway wants to find it in the log later.</summary>
    [LoggerMessage(2202, LogLevel.Information, "Operator's command: {Noun} {Verb}")]
    public static partial void Commanded(ILogger log, string noun, string verb);

    /// <summary>A bug of ours: no argument may cause it.</summary>
    [LoggerMessage(2203, LogLevel.Error, "Command {Path} failed")]
    public static partial void Failed(ILogger log, string path, Exception failure);
}
