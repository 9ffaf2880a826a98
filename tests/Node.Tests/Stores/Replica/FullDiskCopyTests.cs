using System.Diagnostics;

namespace Polymasq.Node.Tests.Stores.Replica;

public sealed class FullDiskCopyTests
{
    [Fact]
    public void What_a_full_disk_left_out_is_known_and_followed_anew()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a small disk can be mounted by root only");
        using StoreFolder folder = new();
        using Process child = ChildProcess.Start(nameof(FullDiskCopy), folder.Path, FullDiskTests.MountSmallDisk);
        string[] lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        if (lines.Length == 0) Assert.Skip("this system lets no mount namespace be made");

        Assert.Equal(["one hole", "goes on", "follows anew", "no gap", "all there"], lines.TakeWhile(line => !line.Contains(':', StringComparison.Ordinal)));
        string complaint = Assert.Single(lines, line => line.StartsWith("2121:", StringComparison.Ordinal));
        Assert.Contains("node.data-dir", complaint, StringComparison.Ordinal);
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("2122:", StringComparison.Ordinal));
    }
}
