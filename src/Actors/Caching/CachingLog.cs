using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Caching;

/// <summary>What the cache tells an operator. Event IDs 1200 to 1299.</summary>
internal static partial class CachingLog
{
    [LoggerMessage(1200, LogLevel.Warning,
        "Possible DNS rebinding attack: {Name} has a private address upstream. It is answered without; dns.rebind-domain-ok lets a domain through")]
    public static partial void Rebinding(ILogger log, string name);
}
