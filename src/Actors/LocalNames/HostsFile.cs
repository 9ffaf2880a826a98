namespace Polymasq.Actors.LocalNames;

/// <summary>What makes a file one of names.</summary>
public static class HostsFile
{
    /// <summary>Whether a file in a folder of hosts files is one: not hidden, and not what editors leave behind (dnsmasq's rule).</summary>
    public static bool IsHostsFile(ReadOnlySpan<char> fileName) =>
        !fileName.IsEmpty && fileName[0] != '.' && fileName[^1] != '~' && !(fileName[0] == '#' && fileName[^1] == '#');
}
