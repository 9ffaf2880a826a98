using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Kernel;

internal static partial class KernelLog
{
    /// <summary>An actor threw: a bug of ours, not something a client or an upstream server may cause.</summary>
    [LoggerMessage(1000, LogLevel.Error, "Actor {Path} failed")]
    public static partial void Failed(ILogger log, string path, Exception failure);

    /// <summary>The failed actor comes back with new state after the pause.</summary>
    [LoggerMessage(1001, LogLevel.Warning, "Actor {Path} restarts in {PauseMilliseconds} ms")]
    public static partial void Restarting(ILogger log, string path, long pauseMilliseconds);

    /// <summary>The actor failed too often, or in a way its policy does not mend; its parent decides.</summary>
    [LoggerMessage(1002, LogLevel.Error, "Actor {Path} is given up; its parent decides")]
    public static partial void Escalated(ILogger log, string path);
}
