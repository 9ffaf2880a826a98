using System.Globalization;

namespace Polymasq.Node.Sockets.Ports;

/// <param name="Name">As the kernel knows it: at most 15 characters.</param>
/// <param name="CommandLine">With single spaces between the arguments; empty when it may not be read.</param>
internal sealed record ProcessInfo(int Id, string Name, string CommandLine);

/// <summary>Finds the process that has a socket open. Without root only our own user's processes can be looked into.</summary>
internal static class SocketOwners
{
    public static ProcessInfo? Find(string procRoot, long inode)
    {
        string wanted = $"socket:[{inode}]";
        foreach (string folder in Directory.EnumerateDirectories(procRoot))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)) continue;
            if (HasOpen(folder, wanted)) return Describe(folder, id);
        }

        return null;
    }

    private static bool HasOpen(string folder, string wanted)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(folder, "fd")).Any(entry => new FileInfo(entry).LinkTarget == wanted);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended in the meantime, or belongs to somebody else
        }
    }

    private static ProcessInfo Describe(string folder, int id) =>
        new(id, ReadOrEmpty(folder, "comm").TrimEnd('\n'), ReadOrEmpty(folder, "cmdline").Replace('\0', ' ').TrimEnd());

    private static string ReadOrEmpty(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
