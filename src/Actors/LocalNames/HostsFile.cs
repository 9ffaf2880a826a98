namespace Polymasq.Actors.LocalNames;

/// <summary>A hosts file as it was read.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">What is in it; empty when it could not be read.</param>
/// <param name="Trouble">Why it could not be read, for people; empty when it could.</param>
public sealed record HostsFile(string Path, string Text, string Trouble = "")
{
    /// <summary>Bytes of the largest file that is read; a larger one counts as unreadable.</summary>
    public const int BytesMax = 64 * 1024 * 1024;

    /// <summary>Whether a file in a folder of hosts files is one: not hidden, and not what editors leave behind (dnsmasq's rule).</summary>
    public static bool IsHostsFile(ReadOnlySpan<char> fileName) =>
        !fileName.IsEmpty && fileName[0] != '.' && fileName[^1] != '~' && !(fileName[0] == '#' && fileName[^1] == '#');
}
