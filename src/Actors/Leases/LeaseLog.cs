using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Leases;

/// <summary>What the ledger tells the operator. Events 1500 to 1599.</summary>
internal static partial class LeaseLog
{
    /// <summary>DHCP is answered from here on.</summary>
    [LoggerMessage(1500, LogLevel.Information, "The lease ledger is complete: {Bound} leases at journal revision {Revision}")]
    public static partial void CaughtUp(ILogger logger, int bound, long revision);

    /// <summary>No quorum answers. Look at etcd and at cluster.etcd.endpoints; nothing is lost, and nothing needs to be done here when it is back.</summary>
    [LoggerMessage(1510, LogLevel.Warning, "Leases cannot be committed: clients that renew get the rest of their lease, and new clients no answer, until they can")]
    public static partial void Suspended(ILogger logger);

    /// <summary>Clients are served as usual again.</summary>
    [LoggerMessage(1511, LogLevel.Information, "Leases can be committed again: all clients are served")]
    public static partial void Resumed(ILogger logger);

    /// <summary>Clients without a lease get none. Lengthen the range or shorten the lease time. Said once a minute at most.</summary>
    [LoggerMessage(1501, LogLevel.Warning, "No address is left in pool {Pool}: new clients get no answer")]
    public static partial void PoolExhausted(ILogger logger, string pool);
}
