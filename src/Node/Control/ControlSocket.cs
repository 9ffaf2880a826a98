using System.Net.Sockets;

namespace Polymasq.Node.Control;

/// <summary>
/// Makes the control socket. It is made beside its place, given its mode, and moved there when it listens already: nobody ever
/// finds it with another mode or without an answer, and a stale one is replaced in one step.
/// </summary>
internal static class ControlSocket
{
    private const int Backlog = 64;
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A socket that listens at the path, whose folder is made if it is missing.</summary>
    /// <exception cref="IOException">It cannot be had; the message names the path, the reason and the remedy.</exception>
    public static Socket Listen(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!, FolderMode);
            RefuseIfTaken(path);
            return ListenBeside(path);
        }
        catch (Exception failure) when (failure is SocketException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"the control socket {path} cannot be made: {failure.Message}; control.socket names another path", failure);
        }
    }

    private static Socket ListenBeside(string path)
    {
        string beside = path + ".new";
        File.Delete(beside);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(beside));
            File.SetUnixFileMode(beside, Mode);
            socket.Listen(Backlog);
            File.Move(beside, path, overwrite: true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RefuseIfTaken(string path)
    {
        if (!Path.Exists(path)) return;
        using Socket caller = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            caller.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            if (IsOrdinary(path)) throw new IOException($"{path} is not a socket and stays where it is; control.socket names another path");
            return; // left behind by a process that has ended
        }

        throw new IOException($"another polymasqd answers on the control socket {path}; stop it, or give this one another control.socket");
    }

    // connect(2) refuses ordinary files and stale sockets alike, but only the former can be opened.
    private static bool IsOrdinary(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
