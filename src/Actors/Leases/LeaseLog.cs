using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Leases;

/// <summary>What the ledger tells the operator. Events 1500 to 1599.</summary>
internal static partial class LeaseLog
{
    /// <summary>DHCP is answered from here on.</summary>
    [LoggerMessage(1500, LogLevel.Information, "The lease ledger is complete: {Bound} leases at journal revision {Revision}")]
    public static partial void CaughtUp(ILogger logger, int bound, long revision);

    /// <summary>Clients without a lease get none. Lengthen the range or shorten the lease time. Said once a minute at most.</summary>
    [LoggerMessage(1501, LogLevel.Warning, "No address is left in pool {Pool}: new clients get no answer")]
    public static partial void PoolExhausted(ILogger logger, string pool);
}
