using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Etcd;

/// <summary>What the way to etcd tells the operator: each change once, not each try. Events 2500 to 2599.</summary>
internal static partial class EtcdLog
{
    [LoggerMessage(2500, LogLevel.Information, "etcd can commit, through {Member}")]
    public static partial void CanCommit(ILogger logger, string member);

    /// <summary>Clients' leases cannot be changed. What there is to mend, and in which key, stands in the reason. Nothing needs a restart.</summary>
    [LoggerMessage(2501, LogLevel.Error, "etcd cannot commit: {Reason}. Until it can, DHCP clients that renew get the rest of their lease, and new ones no answer")]
    public static partial void CannotCommit(ILogger logger, string reason);

    /// <summary>A member was dead, slow or cut off; nothing was lost. Said once in five seconds at most.</summary>
    [LoggerMessage(2502, LogLevel.Warning, "etcd member {Left} was left for {Member}: {Reason}")]
    public static partial void Moved(ILogger logger, string left, string member, string reason);

    /// <summary>Whoever reaches etcd can change leases there.</summary>
    [LoggerMessage(2503, LogLevel.Warning, "etcd has authentication off, so cluster.etcd.username = {Username} is not asked for: etcdctl auth enable")]
    public static partial void AuthenticationIsOff(ILogger logger, string username);

    /// <summary>A fault of ours; what was asked of etcd is reported as failed, and a watch goes on.</summary>
    [LoggerMessage(2504, LogLevel.Error, "etcd: {What} failed in a way that is not foreseen")]
    public static partial void Unforeseen(ILogger logger, string what, Exception failure);

    /// <summary>A newer etcd, or something between us and it that changes answers. The watch is opened anew.</summary>
    [LoggerMessage(2505, LogLevel.Warning, "etcd member {Member}: the watch was ended: {Reason}")]
    public static partial void WatchEnded(ILogger logger, string member, string reason);
}
