using System.Runtime.Versioning;
using Polymasq.Actors.LocalNames;
using Polymasq.Node.Files;

namespace Polymasq.Node.Tests.Files;

/// <summary>Whatever stands at a path is told as text or as trouble, and keeps nobody waiting.</summary>
[SupportedOSPlatform("linux")]
public sealed class HostsReadingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polymasq-hosts-").FullName;

    [Fact]
    public void A_file_of_exactly_the_limit_is_read_and_a_longer_one_is_not()
    {
        Write("fits", HostsFile.BytesMax);
        Write("not", HostsFile.BytesMax + 1L);
        Assert.Equal(HostsFile.BytesMax, Read("fits").Text.Length);
        Assert.Contains("larger", Read("not").Trouble, StringComparison.Ordinal);
        Assert.Empty(Read("not").Text);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_told_with_the_reason()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        Write("hosts", 10);
        File.SetUnixFileMode(At("hosts"), UnixFileMode.None);
        Assert.Contains("denied", Read("hosts").Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_listed_is_told_with_the_reason()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        Directory.CreateDirectory(At("hosts.d"), UnixFileMode.None);
        string trouble = Read("hosts.d").Trouble;
        File.SetUnixFileMode(At("hosts.d"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // so that it can be removed
        Assert.Contains("denied", trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_keeps_nobody_waiting()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", At("pipe"));
        made.WaitForExit();
        Assert.Equal("", Read("pipe").Text);
    }

    [Fact]
    public void An_endless_device_ends_at_the_limit()
    {
        File.CreateSymbolicLink(At("zero"), "/dev/zero");
        Assert.Contains("larger", Read("zero").Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_of_links_is_trouble()
    {
        File.CreateSymbolicLink(At("a"), "b");
        File.CreateSymbolicLink(At("b"), "a");
        Assert.NotEmpty(Read("a").Trouble);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void What_is_no_path_is_trouble(string path)
    {
        HostsReading reading = Reading(path);
        Assert.Empty(reading.Watched());
        Assert.NotEmpty(Only(reading).Trouble);
    }

    [Fact]
    public void A_byte_order_mark_is_not_text_and_bad_UTF8_is_replaced()
    {
        File.WriteAllBytes(At("hosts"), [0xEF, 0xBB, 0xBF, (byte)'a', 0xFF, (byte)'b']);
        Assert.Equal("a\uFFFDb", Read("hosts").Text);
    }

    [Fact]
    public void A_folder_of_too_many_files_is_read_up_to_the_limit_and_says_so()
    {
        Directory.CreateDirectory(At("hosts.d"));
        for (int i = 0; i <= HostsReading.FolderFilesMax; i++) File.WriteAllText(At($"hosts.d/{i:D5}"), "x");
        HostsFile[] read = [.. ((LocalNamesMessage.HostsRead)Reading(At("hosts.d")).Read()).Files];
        Assert.Equal(HostsReading.FolderFilesMax + 1, read.Length);
        Assert.All(read[..^1], file => Assert.Equal("x", file.Text));
        Assert.Contains($"{HostsReading.FolderFilesMax + 1} files", read[^1].Trouble, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Write(string name, long length)
    {
        using FileStream file = File.Create(At(name));
        file.SetLength(length);
    }

    private HostsFile Read(string name) => Only(Reading(At(name)));

    private static HostsReading Reading(string path) => new([path], static files => new LocalNamesMessage.HostsRead(files));

    private static HostsFile Only(HostsReading reading) => Assert.Single(((LocalNamesMessage.HostsRead)reading.Read()).Files);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
