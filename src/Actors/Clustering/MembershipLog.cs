using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Clustering;

internal static partial class MembershipLog
{
    [LoggerMessage(1730, LogLevel.Information, "Joined cluster {Cluster} as {Gateway}; members: {Members}")]
    public static partial void Joined(ILogger log, string cluster, string gateway, string members);

    /// <summary>The record in the store ended: this gateway was silent for longer than cluster.ttl. It joins again by itself.</summary>
    [LoggerMessage(1731, LogLevel.Warning, "Membership was lost; joining again")]
    public static partial void Lost(ILogger log);

    [LoggerMessage(1732, LogLevel.Information, "Gateway {Gateway} has joined, version {Version}")]
    public static partial void PeerJoined(ILogger log, string gateway, string version);

    /// <summary>It was stopped, or an operator has told it to leave.</summary>
    [LoggerMessage(1737, LogLevel.Information, "Gateway {Gateway} has left")]
    public static partial void PeerLeft(ILogger log, string gateway);

    /// <summary>Its record ended with its lease: it died, hangs, or cannot reach the store. The others serve its clients.</summary>
    [LoggerMessage(1733, LogLevel.Warning, "Gateway {Gateway} is gone: nothing was heard of it for cluster.ttl")]
    public static partial void PeerGone(ILogger log, string gateway);

    [LoggerMessage(1734, LogLevel.Information, "Gateway {Gateway} is {State}")]
    public static partial void PeerState(ILogger log, string gateway, string state);

    [LoggerMessage(1735, LogLevel.Warning, "Gateway {Gateway} was put down at {By}")]
    public static partial void PeerDown(ILogger log, string gateway, string by);

    /// <summary>An operator's command, or the end of the process, has changed what this gateway does for DHCP clients.</summary>
    [LoggerMessage(1736, LogLevel.Information, "This gateway is {State}: {Meaning}")]
    public static partial void State(ILogger log, string state, string meaning);

    /// <summary>Two gateways have one name; or their data directories are copies of each other.</summary>
    [LoggerMessage(1740, LogLevel.Error, "Not a member: {Text}")]
    public static partial void NameTaken(ILogger log, string text);

    [LoggerMessage(1741, LogLevel.Warning, "Not a member: {Text}")]
    public static partial void PutDown(ILogger log, string text);

    /// <summary>New clients are answered by the others. Usual for a while when pools are changed on one gateway after the other.</summary>
    [LoggerMessage(1742, LogLevel.Warning, "{Text}")]
    public static partial void PoolsDiffer(ILogger log, string text);

    [LoggerMessage(1743, LogLevel.Warning, "{Text}")]
    public static partial void PeerPoolsDiffer(ILogger log, string text);

    [LoggerMessage(1744, LogLevel.Warning, "{Text}")]
    public static partial void SecretDiffers(ILogger log, string text);

    [LoggerMessage(1745, LogLevel.Warning, "{Text}")]
    public static partial void ClockDiffers(ILogger log, string text);

    /// <summary>Somebody else writes below this cluster's prefix, or a later release does.</summary>
    [LoggerMessage(1746, LogLevel.Error, "{Text}")]
    public static partial void Unreadable(ILogger log, string text);

    /// <summary>DNS and what the replica allows are served meanwhile.</summary>
    [LoggerMessage(1747, LogLevel.Warning, "{Text}")]
    public static partial void NotJoined(ILogger log, string text);

    /// <summary>What a warning told of earlier is over.</summary>
    [LoggerMessage(1750, LogLevel.Information, "Over: {Text}")]
    public static partial void Over(ILogger log, string text);
}
