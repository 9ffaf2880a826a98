using System.Net.Sockets;
using System.Text;

namespace Polymasq.Node.Hosting;

/// <summary>Tells systemd how the daemon fares (sd_notify): one datagram to the socket it named, nothing where it named none.</summary>
internal static class ServiceManager
{
    /// <summary>Listening, an upstream server known, the journal caught up.</summary>
    public static void Ready() => Notify("READY=1");

    public static void Reloading() => Notify($"RELOADING=1\nMONOTONIC_USEC={Environment.TickCount64 * 1000}");

    public static void Stopping() => Notify("STOPPING=1");

    private static void Notify(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } path) return;
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A leading @ means the abstract name space, whose names begin with a zero byte.
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException)
        {
            // Nobody listens: the daemon runs all the same.
        }
    }
}
