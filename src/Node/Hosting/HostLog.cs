using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Hosting;

internal static partial class HostLog
{
    /// <summary>The daemon begins to open its sockets.</summary>
    [LoggerMessage(2400, LogLevel.Information, "polymasqd {Version} starts as {Name}")]
    public static partial void Starting(ILogger log, string version, string name);

    /// <summary>Everything answers: listeners are open, upstream servers known, leases replayed.</summary>
    [LoggerMessage(2401, LogLevel.Information, "ready after {Milliseconds} ms")]
    public static partial void Ready(ILogger log, long milliseconds);

    /// <summary>A signal asks the daemon to end. Clients that were being answered still are.</summary>
    [LoggerMessage(2402, LogLevel.Information, "{Signal}: stopping")]
    public static partial void Stopping(ILogger log, string signal);

    [LoggerMessage(2403, LogLevel.Information, "stopped after {Milliseconds} ms")]
    public static partial void Stopped(ILogger log, long milliseconds);

    /// <summary>The configuration was read again and is in force; cache and leases are untouched.</summary>
    [LoggerMessage(2404, LogLevel.Information, "configuration and hosts files read again")]
    public static partial void Reloaded(ILogger log);

    /// <summary>The configuration on disk is wrong; the one in force stays.</summary>
    [LoggerMessage(2405, LogLevel.Error, "the configuration was not taken over, the former one stays: {Error}")]
    public static partial void NotReloaded(ILogger log, string error);

    /// <summary>These keys are read at the start only.</summary>
    [LoggerMessage(2406, LogLevel.Warning, "changed keys that take effect at the next start: {Keys}")]
    public static partial void NeedsRestart(ILogger log, string keys);

    /// <summary>A failure reached the top of the actors: a bug of ours. The daemon ends so that its supervisor starts it anew.</summary>
    [LoggerMessage(2407, LogLevel.Critical, "the daemon ends because an actor was given up")]
    public static partial void Failed(ILogger log, Exception failure);

    /// <summary>What the daemon still waits for before it calls itself ready.</summary>
    [LoggerMessage(2408, LogLevel.Warning, "not ready yet: {Reasons}")]
    public static partial void NotReady(ILogger log, string reasons);

    /// <summary>Something had not ended when the time for stopping was over.</summary>
    [LoggerMessage(2409, LogLevel.Warning, "some actors had not ended after {Seconds} s")]
    public static partial void StopTimedOut(ILogger log, double seconds);

    /// <summary>DHCP cannot be served: the data directory or the database in it cannot be used.</summary>
    [LoggerMessage(2410, LogLevel.Error, "DHCP is not served: {Reason}")]
    public static partial void NoJournal(ILogger log, string reason);

    /// <summary>polymasq will not reach this daemon; clients are served all the same.</summary>
    [LoggerMessage(2411, LogLevel.Error, "{Reason}")]
    public static partial void NoControl(ILogger log, string reason);
}
