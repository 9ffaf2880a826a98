using System.Net;
using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Listeners;

/// <summary>What the listeners tell an operator. Event IDs 1100 to 1199.</summary>
internal static partial class ListenersLog
{
    [LoggerMessage(1100, LogLevel.Information, "Listening on {Target}")]
    public static partial void Opened(ILogger log, ListenTarget target);

    [LoggerMessage(1101, LogLevel.Information, "No longer listening on {Target}")]
    public static partial void Closed(ILogger log, ListenTarget target);

    [LoggerMessage(1102, LogLevel.Error, "{Target} {Trouble}. It is tried again; the other listeners run on")]
    public static partial void NotOpened(ILogger log, ListenTarget target, string trouble);

    [LoggerMessage(1103, LogLevel.Warning, "{What} is configured to listen on but is not there; it is served when it appears")]
    public static partial void Absent(ILogger log, string what);

    [LoggerMessage(1104, LogLevel.Information,
        "Only hosts in the subnets of our own interfaces are answered, since nothing in listen says where. listen.local-service = false answers anybody")]
    public static partial void LocalOnly(ILogger log);

    /// <summary>A query and what became of it (log.queries).</summary>
    [LoggerMessage(1110, LogLevel.Information, "query[{Type}] {Name} from {Client}: {How}")]
    public static partial void Queried(ILogger log, string type, string name, IPAddress client, string how);

    /// <summary>The answer to a query that was forwarded (log.queries).</summary>
    [LoggerMessage(1111, LogLevel.Information, "reply[{Type}] {Name} to {Client}: {Rcode}")]
    public static partial void Replied(ILogger log, string type, string name, IPAddress client, string rcode);
}
