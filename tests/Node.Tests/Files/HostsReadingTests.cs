using System.Runtime.Versioning;
using System.Text;
using Polymasq.Node.Files;

namespace Polymasq.Node.Tests.Files;

/// <summary>Whatever stands at a path is told as text or as trouble, and keeps nobody waiting.</summary>
[SupportedOSPlatform("linux")]
public sealed class HostsReadingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polymasq-hosts-").FullName;

    [Fact]
    public void A_file_of_exactly_the_limit_is_read_and_a_longer_one_up_to_it()
    {
        Write("fits", "one\ntwo\n");
        Write("not", "one\ntwo\nthree");
        Assert.Equal(new ReadText(At("fits"), "one|two"), Read("fits", bytesMax: 8));
        Assert.Equal(new ReadText(At("not"), "", "is larger than 8 bytes"), Read("not", bytesMax: 8)); // both in one piece
        string lines = string.Concat(Enumerable.Repeat(new string('a', 99) + "\n", 1000));
        Write("long", lines);
        ReadText read = Read("long", bytesMax: 99_000);
        Assert.Equal("is larger than 99000 bytes", read.Trouble);
        Assert.All(read.Lines.Split('|'), static line => Assert.Equal(99, line.Length)); // none is cut
        Assert.InRange(read.Lines.Length, 50_000, 99_000);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\n", "one")]
    [InlineData("one\ntwo", "one|two")]
    [InlineData("one\r\ntwo\r\n", "one\r|two\r")] // what the end of a line is, its reader knows
    [InlineData("\n\none\n\n", "||one|")]
    [InlineData("\uFEFFone\n\uFEFFtwo", "one|\uFEFFtwo")]
    [InlineData("\uFEFF", "")]
    public void A_line_ends_at_a_line_feed_or_with_the_file(string text, string lines)
    {
        Write("hosts", text);
        Assert.Equal(lines, Read("hosts").Lines);
    }

    // Wherever a line lies in the pieces that are read, it comes whole.
    [Fact]
    public void Lines_of_all_lengths_come_whole()
    {
        string[] lines = [.. Enumerable.Range(0, 700).Select(static i => new string((char)('a' + (i % 26)), i * 7 % 1999))];
        Write("hosts", string.Join('\n', lines));
        Assert.Equal(lines, Read("hosts").Lines.Split('|'));
    }

    [Theory]
    [InlineData(LineReader<ReadText[]>.LineBytesMax - 1, false)]
    [InlineData(LineReader<ReadText[]>.LineBytesMax, true)]
    [InlineData(1024 * 1024, true)]
    public void A_line_that_is_too_long_is_passed_over_and_the_next_is_not(int length, bool isOverlong)
    {
        string line = new('a', length);
        string told = isOverlong ? TextIntake.Overlong : line;
        Write("between", $"one\n{line}\ntwo");
        Assert.Equal($"one|{told}|two", Read("between").Lines);
        Write("last", $"one\n{line}");
        Assert.Equal($"one|{told}", Read("last").Lines);
        Write("first", $"{line}\none");
        Assert.Equal($"{told}|one", Read("first").Lines);
    }

    // gzip, xz, zip, UTF-16: all have zeros. Read as a list, two letters that happen to be a line would block a country.
    [Fact]
    public void What_is_not_text_is_not_read()
    {
        File.WriteAllBytes(At("list.gz"), [0x1f, 0x8b, 8, 0, (byte)'\n', (byte)'d', (byte)'e', (byte)'\n']);
        Assert.Equal(new ReadText(At("list.gz"), "", "is not text; if it is compressed, it must be unpacked"), Read("list.gz"));
    }

    [Fact]
    public void Zeros_that_a_crash_has_left_at_the_end_cost_no_line_before_them()
    {
        string line = new('a', 511);
        File.WriteAllBytes(At("torn"), [.. Encoding.ASCII.GetBytes($"{line}\ntwo\n"), .. new byte[700]]);
        ReadText read = Read("torn");
        Assert.Equal("", read.Trouble);
        Assert.StartsWith($"{line}|two|\0", read.Lines, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_read_to_its_end()
    {
        string line = new('a', 9_999);
        Write("longer", string.Concat(Enumerable.Repeat(line + "\n", 20)));
        TextIntake intake = new() { OnLine = number => File.AppendAllText(At("longer"), number == 1 ? "more\n" : "") };
        Assert.EndsWith($"{line}|more", Assert.Single(Reading(At("longer"), intake).Read()).Lines, StringComparison.Ordinal);

        Write("shorter", string.Concat(Enumerable.Repeat(line + "\n", 20)));
        intake = new() { OnLine = number => File.WriteAllText(At("shorter"), number == 1 ? "less\n" : "") };
        ReadText read = Assert.Single(Reading(At("shorter"), intake).Read());
        Assert.Equal("", read.Trouble);
        Assert.InRange(read.Lines.Length, 1, 100_000);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_told_with_the_reason()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        Write("hosts", "one");
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
        Assert.Equal(new ReadText(At("pipe"), ""), Read("pipe"));
    }

    [Fact]
    public void An_endless_device_ends()
    {
        File.CreateSymbolicLink(At("zero"), "/dev/zero");
        Assert.Contains("not text", Read("zero").Trouble, StringComparison.Ordinal);
        File.CreateSymbolicLink(At("full"), "/dev/full");
        Assert.NotEmpty(Read("full").Trouble);
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
        HostsReading<ReadText[]> reading = Reading(path, new TextIntake());
        Assert.Empty(reading.Watched());
        Assert.NotEmpty(Assert.Single(reading.Read()).Trouble);
    }

    [Fact]
    public void A_byte_order_mark_is_not_text_and_bad_UTF8_is_handed_on()
    {
        File.WriteAllBytes(At("hosts"), [0xEF, 0xBB, 0xBF, (byte)'a', 0xFF, (byte)'b']);
        Assert.Equal("a\uFFFDb", Read("hosts").Lines);
    }

    [Fact]
    public void A_folder_of_too_many_files_is_read_up_to_the_limit_and_says_so()
    {
        Directory.CreateDirectory(At("hosts.d"));
        for (int i = 0; i <= HostsReading<ReadText[]>.FolderFilesMax; i++) File.WriteAllText(At($"hosts.d/{i:D5}"), "x");
        ReadText[] read = Reading(At("hosts.d"), new TextIntake()).Read();
        Assert.Equal(HostsReading<ReadText[]>.FolderFilesMax + 1, read.Length);
        Assert.All(read[..^1], file => Assert.Equal("x", file.Lines));
        Assert.Contains($"{HostsReading<ReadText[]>.FolderFilesMax + 1} files", read[^1].Trouble, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private ReadText Read(string name, long bytesMax = long.MaxValue) => Assert.Single(Reading(At(name), new TextIntake { FileBytesMax = bytesMax }).Read());

    private static HostsReading<ReadText[]> Reading(string path, TextIntake intake) => new([path], () => intake);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
