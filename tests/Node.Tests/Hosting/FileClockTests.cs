using Polymasq.Node.Hosting;

namespace Polymasq.Node.Tests.Hosting;

public sealed class FileClockTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void It_starts_at_what_the_file_says_and_follows_each_change()
    {
        File.WriteAllText(_path, "@2030-01-02 03:04:05\n");
        FileClock clock = new(_path);
        Near("2030-01-02T03:04:05Z", clock);
        long before = clock.GetTimestamp();

        Change("@2030-01-02 04:04:05");

        Near("2030-01-02T04:04:05Z", clock);
        Assert.InRange(clock.GetElapsedTime(before).TotalMinutes, 59, 61);
    }

    [Fact]
    public void A_change_that_is_half_written_is_left_alone_until_it_is_whole()
    {
        File.WriteAllText(_path, "@2030-01-02 03:04:05");
        FileClock clock = new(_path);

        Change("@2031-0");
        Near("2030-01-02T03:04:05Z", clock);

        Change("@2031-01-01 00:00:00");
        Near("2031-01-01T00:00:00Z", clock);
    }

    [Fact]
    public void A_file_that_says_something_else_is_refused_by_name()
    {
        File.WriteAllText(_path, "tomorrow");

        Assert.Contains(_path, Assert.Throws<FormatException>(() => new FileClock(_path)).Message, StringComparison.Ordinal);
    }

    private static void Near(string expected, FileClock clock) =>
        Assert.InRange((clock.GetUtcNow() - DateTimeOffset.Parse(expected, null)).TotalSeconds, 0, 60);

    private void Change(string text)
    {
        DateTime before = File.GetLastWriteTimeUtc(_path);
        File.WriteAllText(_path, text);
        File.SetLastWriteTimeUtc(_path, before.AddSeconds(1)); // a change within the file system's time step counts too
    }
}
