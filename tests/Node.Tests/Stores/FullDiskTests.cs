using System.Diagnostics;

namespace Polymasq.Node.Tests.Stores;

public sealed class FullDiskTests
{
    // A file system of 2 MiB that only the child sees and that ends with it.
    public const string MountSmallDisk = "mount -t tmpfs -o size=2m polymasq-test \"$DIR\"";

    [Fact]
    public void A_full_disk_is_reported_once_and_recovers_by_itself()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("a small disk can be mounted by root only");
        using StoreFolder folder = new();
        using Process child = ChildProcess.Start(nameof(FullDisk), folder.Path, MountSmallDisk);
        string[] lines = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();
        if (lines.Length == 0) Assert.Skip("this system lets no mount namespace be made");

        Assert.Equal(["Unavailable", .. Enumerable.Repeat("Committed", 10), "all there"], lines.TakeWhile(line => !line.Contains(':', StringComparison.Ordinal)));
        string complaint = Assert.Single(lines, line => line.StartsWith("2101:", StringComparison.Ordinal));
        Assert.Contains(Path.Combine(folder.Path, "leases.db"), complaint, StringComparison.Ordinal);
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.Single(lines, line => line.StartsWith("2102:", StringComparison.Ordinal));
    }
}
