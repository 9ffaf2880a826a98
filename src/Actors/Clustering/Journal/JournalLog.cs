using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Clustering.Journal;

/// <summary>What the journal of a cluster tells the operator. Events 1700 to 1729.</summary>
internal static partial class JournalLog
{
    /// <summary>The local copy is read; what the others have done since is asked next.</summary>
    [LoggerMessage(1700, LogLevel.Information, "{Count} addresses are known from the local copy, which ends with revision {Revision}")]
    public static partial void Loaded(ILogger logger, int count, long revision);

    /// <summary>The state is that of the cluster, and leases can be given.</summary>
    [LoggerMessage(1701, LogLevel.Information, "The journal follows cluster {Cluster} ({Id}), from revision {Revision} on")]
    public static partial void Following(ILogger logger, string cluster, string id, long revision);

    /// <summary>The store can commit, but for some seconds this gateway has not caught up with it. DNS goes on. It ends by itself.</summary>
    [LoggerMessage(1702, LogLevel.Warning, "No lease can be committed: {Reason}. Clients that renew get the rest of their lease, and new ones no answer")]
    public static partial void Suspended(ILogger logger, string reason);

    /// <summary>The end of 1702 and 1704.</summary>
    [LoggerMessage(1703, LogLevel.Information, "Leases can be committed again; the state is that of revision {Revision}")]
    public static partial void Resumed(ILogger logger, long revision);

    /// <summary>Two clusters are not mixed. This gateway gives no leases until one of the keys is mended; the others are not harmed.</summary>
    [LoggerMessage(1704, LogLevel.Error, "This gateway does not take part in the cluster: {Problem}")]
    public static partial void Foreign(ILogger logger, string problem);

    /// <summary>Somebody wrote to the key with another program, or with a newer version of this one. Its address is given to nobody.</summary>
    [LoggerMessage(1705, LogLevel.Error,
        "The value of {Key} at revision {Revision} cannot be read: {Fault}. The address is in quarantine; `polymasq lease revoke {Address}` frees it")]
    public static partial void Unreadable(ILogger logger, string key, long revision, string fault, string address);

    /// <summary>It does no harm.</summary>
    [LoggerMessage(1706, LogLevel.Warning, "The key {Key} below {Prefix} names no address and is ignored")]
    public static partial void StrangeKey(ILogger logger, string key, string prefix);

    /// <summary>This gateway was away for longer than the store keeps its history.</summary>
    [LoggerMessage(1707, LogLevel.Information, "The store has forgotten what came after revision {Position}: all leases are read anew")]
    public static partial void Compacted(ILogger logger, long position);

    /// <summary>Leases that were given after the backup are not in it. Whoever holds one may meet another client with the same address.</summary>
    [LoggerMessage(1708, LogLevel.Error,
        "The store is at revision {Revision}, but was at {Position}: it was restored from an older copy. All leases are read anew, and what it says is true")]
    public static partial void WentBack(ILogger logger, long revision, long position);

    /// <summary>Somebody deleted keys with another program, or the store was restored.</summary>
    [LoggerMessage(1709, LogLevel.Warning, "{Count} addresses are no longer in the store and count as free, the first of them {Address}")]
    public static partial void Gone(ILogger logger, int count, string address);

    /// <summary>The audit has a gap until it is filled. Leases go on.</summary>
    [LoggerMessage(1710, LogLevel.Warning, "The local copy does not keep up with the cluster; it gets the whole state when it can take it. Look at node.data-dir")]
    public static partial void CopyIsBehind(ILogger logger);

    /// <summary>The first gateway of all.</summary>
    [LoggerMessage(1711, LogLevel.Information, "Cluster {Cluster} is new; its identity is {Id}")]
    public static partial void Founded(ILogger logger, string cluster, string id);
}
