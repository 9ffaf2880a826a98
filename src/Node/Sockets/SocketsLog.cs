using Microsoft.Extensions.Logging;

namespace Polymasq.Node.Sockets;

/// <summary>What Sockets tells an operator. Event IDs 2000 to 2099.</summary>
internal static partial class SocketsLog
{
    [LoggerMessage(2000, LogLevel.Error, "{Source} failed while handling what a socket received ({Count} failures so far); the others run on")]
    public static partial void SourceFailed(ILogger log, string source, long count, Exception failure);

    [LoggerMessage(2001, LogLevel.Error, "epoll refuses descriptor {Descriptor}: {Reason}; nothing will be received on it")]
    public static partial void PollerRefused(ILogger log, int descriptor, string reason);

    [LoggerMessage(2002, LogLevel.Error, "No socket for upstream questions: {Reason}")]
    public static partial void NoUpstreamSocket(ILogger log, string reason);

    [LoggerMessage(2003, LogLevel.Error, "A TCP connection failed in a way that was not foreseen")]
    public static partial void SessionFailed(ILogger log, Exception failure);

    [LoggerMessage(2004, LogLevel.Warning, "TCP connections to {Local} cannot be accepted at the moment: {Reason}")]
    public static partial void AcceptFailed(ILogger log, System.Net.IPEndPoint local, string reason);

    [LoggerMessage(2005, LogLevel.Error, "Something handed to a lane's thread failed; the lane runs on")]
    public static partial void PostedFailed(ILogger log, Exception failure);

    /// <summary>Until it can be opened, the other gateways ask upstream themselves for the names that this one is home of.</summary>
    [LoggerMessage(2006, LogLevel.Warning, "cluster.address {Local} cannot be opened: {Reason}; it is tried again every second")]
    public static partial void ClusterAddressRefused(ILogger log, System.Net.IPEndPoint local, string reason);

    [LoggerMessage(2007, LogLevel.Information, "Other gateways are answered at {Local}")]
    public static partial void ClusterAddressOpen(ILogger log, System.Net.IPEndPoint local);

    [LoggerMessage(2010, LogLevel.Information, "More interface changes than could be followed: reading all interfaces again")]
    public static partial void InterfaceChangesLost(ILogger log);

    [LoggerMessage(2011, LogLevel.Error, "The interfaces cannot be read ({Reason}); those known so far are served, changes are seen late")]
    public static partial void InterfacesUnreadable(ILogger log, string reason);

    /// <summary>It is not asked until it shows who it is; others are asked meanwhile. Said once for each reason.</summary>
    [LoggerMessage(2030, LogLevel.Warning, "Upstream server {Server} is not used: {Reason}. If that is how it should be, mend its entry in dns.servers")]
    public static partial void UpstreamUntrusted(ILogger log, string server, string reason);

    /// <summary>There is something else behind the URL. Said once for each reason.</summary>
    [LoggerMessage(2031, LogLevel.Warning, "Upstream server {Server} does not speak DNS over HTTPS: {Reason}. See whether the path in dns.servers is right")]
    public static partial void UpstreamWrongProtocol(ILogger log, string server, string reason);

    [LoggerMessage(2032, LogLevel.Error, "A connection to upstream server {Server} failed in a way that was not foreseen")]
    public static partial void UpstreamFailed(ILogger log, string server, Exception failure);

    /// <summary>Whoever forges an answer needs not guess the port any more (RFC 5452 §9.2).</summary>
    [LoggerMessage(2033, LogLevel.Warning, "Questions to upstream servers leave from {Local}, always the same port: answers to them are easier to forge. If no firewall asks for it, take away dns.query-port, or the port of source in dns.servers")]
    public static partial void FixedUpstreamPort(ILogger log, System.Net.IPEndPoint local);

    /// <summary>Servers that are to be asked from there count as silent until it can be opened, which each question tries.</summary>
    [LoggerMessage(2034, LogLevel.Error, "Questions to upstream servers cannot leave from {Local}: {Reason}. See dns.query-port, and source in dns.servers")]
    public static partial void NoUpstreamPort(ILogger log, System.Net.IPEndPoint local, string reason);

    [LoggerMessage(2020, LogLevel.Warning, "No AF_PACKET socket ({Reason}): DHCP replies to clients without an address are broadcast. CAP_NET_RAW is missing")]
    public static partial void NoLinkSocket(ILogger log, string reason);

    [LoggerMessage(2021, LogLevel.Warning, "No raw IP socket ({Reason}): DHCP replies leave over the interface of the request, so a relay behind another one is not reached. CAP_NET_RAW is missing")]
    public static partial void NoRouteSocket(ILogger log, string reason);

    [LoggerMessage(2022, LogLevel.Warning, "Addresses cannot be probed by {Protocol} before they are offered: {Reason}. CAP_NET_RAW is missing")]
    public static partial void NoConflictProbe(ILogger log, string protocol, string reason);
}
