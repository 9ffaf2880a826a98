using System.Net.Sockets;

namespace Polymasq.Cli;

/// <summary>Says why no gateway answers, and what to do about it.</summary>
internal static class NotReachable
{
    private const string Elsewhere = "Another socket is named with --socket PATH or POLYMASQ_SOCKET=PATH; the daemon's is control.socket.";

    public static ControlFailure Because(string socket, SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.AccessDenied => Make(
            $"no permission to talk to the gateway at {socket}", "The socket is for its user and group: use sudo, or join its group."),
        SocketError.ConnectionRefused => Make(
            $"nobody answers at {socket}", "polymasqd has ended without cleaning up; start it again, and the socket is replaced."),
        _ when !Path.Exists(socket) => Make(
            $"there is no gateway at {socket}", "polymasqd is not running here, or it has another control socket."),
        _ => Make($"the gateway at {socket} cannot be reached: {reason.Message}"),
    };

    private static ControlFailure Make(string message, params IEnumerable<string> hints) => new(ExitCode.NotReachable, message, [.. hints, Elsewhere]);
}
