using System.Diagnostics;
using Polymasq.Node.Tests.Stores.Replica;

namespace Polymasq.Node.Tests.Stores;

/// <summary>
/// This test program started once more, to be killed or to live with a full disk. Which part it plays stands in its
/// environment, and it plays that instead of running tests.
/// </summary>
internal static class ChildProcess
{
    private const string PartVariable = "POLYMASQ_TEST_CHILD";
    private const string DirectoryVariable = "POLYMASQ_TEST_CHILD_DIRECTORY";

    /// <param name="part">What the child does.</param>
    /// <param name="directory">Its data directory.</param>
    /// <param name="shell">Runs before the child in the same process: a shell command in which $DIR is the directory.</param>
    public static Process Start(string part, string directory, string? shell = null)
    {
        string program = Environment.ProcessPath!;
        ProcessStartInfo start = shell is null
            ? new ProcessStartInfo(program)
            : new ProcessStartInfo("unshare", ["--mount", "--", "sh", "-c", $"{shell} && exec '{program}'"]);
        start.RedirectStandardOutput = true;
        start.Environment[PartVariable] = part;
        start.Environment[DirectoryVariable] = directory;
        start.Environment["DIR"] = directory;
        return Process.Start(start)!;
    }

    /// <summary>Plays the part that the environment names, if it names one.</summary>
    public static bool TryPlay()
    {
        string? part = Environment.GetEnvironmentVariable(PartVariable);
        if (part is null) return false;
        string directory = Environment.GetEnvironmentVariable(DirectoryVariable)!;
        if (part == nameof(LeaseStorm)) LeaseStorm.Run(directory);
        if (part == nameof(FullDisk)) FullDisk.Run(directory);
        if (part == nameof(CopyStorm)) CopyStorm.Run(directory);
        if (part == nameof(FullDiskCopy)) FullDiskCopy.Run(directory);
        return true;
    }
}
