using Microsoft.Extensions.Logging;

namespace Polymasq.Actors.Upstreams;

internal static partial class UpstreamLog
{
    /// <summary>Nothing came back from this server twice in a row. It is probed in the background; others are asked meanwhile.</summary>
    [LoggerMessage(1300, LogLevel.Warning, "Upstream server {Server} does not answer")]
    public static partial void Down(ILogger logger, string server);

    [LoggerMessage(1301, LogLevel.Information, "Upstream server {Server} answers again, in {Milliseconds:F1} ms")]
    public static partial void Up(ILogger logger, string server, double milliseconds);

    /// <summary>Another gateway of the cluster does not answer at its cluster.address. Until it does, upstream is asked for the names it is home of.</summary>
    [LoggerMessage(1305, LogLevel.Warning, "Gateway {Gateway} does not answer questions at {Server}: see whether it runs, and cluster.address and cluster.secret-file there and here")]
    public static partial void PeerDown(ILogger logger, string gateway, string server);

    [LoggerMessage(1306, LogLevel.Information, "Gateway {Gateway} answers questions at {Server}, in {Milliseconds:F1} ms")]
    public static partial void PeerUp(ILogger logger, string gateway, string server, double milliseconds);

    /// <summary>A probe to it came back as a query: it would ask us what we ask it, round and round (dns-loop-detect). It is looked at again every half minute.</summary>
    [LoggerMessage(1307, LogLevel.Warning, "Upstream server {Server} is not used: it sends our questions back to this gateway. Mend its upstream servers, or dns.servers here")]
    public static partial void Loops(ILogger logger, string server);

    [LoggerMessage(1308, LogLevel.Information, "Upstream server {Server} does not send our questions back any more: it is used again")]
    public static partial void LoopsNoMore(ILogger logger, string server);

    /// <summary>The list of servers in use has changed: by the configuration, or because resolv.conf did.</summary>
    [LoggerMessage(1302, LogLevel.Information, "Upstream servers: {Servers}")]
    public static partial void Using(ILogger logger, string servers);

    /// <summary>Questions wait for two seconds and then fail, until the configuration or resolv.conf names a server.</summary>
    [LoggerMessage(1303, LogLevel.Warning, "No upstream server is known")]
    public static partial void None(ILogger logger);

    /// <summary>resolv.conf names an address that this gateway itself listens on; asking it would go in a circle.</summary>
    [LoggerMessage(1304, LogLevel.Information, "Upstream server {Server} is this gateway itself: ignored")]
    public static partial void Ourselves(ILogger logger, string server);
}
