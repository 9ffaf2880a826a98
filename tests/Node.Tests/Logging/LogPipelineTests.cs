using System.Text;
using Microsoft.Extensions.Logging;
using Polymasq.Node.Logging;

namespace Polymasq.Node.Tests.Logging;

public sealed class LogPipelineTests
{
    [Fact]
    public void Lines_come_out_in_the_order_in_which_they_were_logged()
    {
        using MemoryStream output = new();
        using (LogPipeline log = Start(output))
        {
            ILogger logger = log.CreateLogger("Polymasq.Actors.Leases");
            for (int i = 0; i < 1000; i++) TestMessages.Line(logger, i);
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $"line {i}"), LinesOf(output).Select(static line => line[(line.IndexOf("  line", 20, StringComparison.Ordinal) + 2)..]));
    }

    [Fact]
    public void A_blocked_output_holds_nobody_up_and_the_lines_lost_are_counted_and_told_once()
    {
        using BlockedStream output = new();
        using (LogPipeline log = Start(output, queueEntries: 4))
        {
            ILogger logger = log.CreateLogger("Polymasq.Actors.Leases");
            TestMessages.Line(logger, -1);
            output.WaitForWriter();
            for (int i = 0; i < 10; i++) TestMessages.Line(logger, i); // returns: 4 wait, 6 find no room
            Assert.Equal(6, log.Lost);
            output.Open();
        }

        string[] lines = LinesOf(output);
        Assert.Equal(6, lines.Length);
        Assert.Single(lines, static line => line.Contains("6 lines were lost", StringComparison.Ordinal));
        Assert.Contains("line 3", lines[^1] + lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_level_can_change_while_it_runs()
    {
        using MemoryStream output = new();
        using LogPipeline log = Start(output);
        ILogger logger = log.CreateLogger("Polymasq.Actors.Leases");

        Assert.False(logger.IsEnabled(LogLevel.Debug));
        log.Level = LogLevel.Debug;
        Assert.True(logger.IsEnabled(LogLevel.Debug));
        log.Level = LogLevel.Error;
        TestMessages.Line(logger, 1);

        Assert.Empty(log.Ring.Last(10));
    }

    [Fact]
    public void The_web_framework_is_heard_only_when_it_has_trouble()
    {
        using MemoryStream output = new();
        using LogPipeline log = Start(output);
        ILogger logger = log.CreateLogger("Microsoft.AspNetCore.Server.Kestrel");

        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.True(logger.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void An_entry_keeps_its_number_its_values_and_its_failure()
    {
        using MemoryStream output = new();
        using LogPipeline log = Start(output);
        TestMessages.GaveUp(log.CreateLogger("Polymasq.Node.Control"), "10.9.0.5", new IOException("no room"));

        LogEntry entry = Assert.Single(log.Ring.Last(10));
        Assert.Equal((9002, "control", "gave 10.9.0.5 up"), (entry.Event, entry.Category, entry.Message));
        Assert.Equal(new KeyValuePair<string, object?>("Address", "10.9.0.5"), Assert.Single(entry.Values));
        Assert.Contains("no room", entry.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_has_an_end()
    {
        using MemoryStream output = new();
        using LogPipeline log = Start(output);
        TestMessages.GaveUp(log.CreateLogger("x"), new string('a', 100_000), null);

        Assert.Equal(LogEntry.MessageMax, Assert.Single(log.Ring.Last(10)).Message.Length);
    }

    [Fact]
    public void What_is_logged_after_the_end_is_lost_without_harm()
    {
        using MemoryStream output = new();
        LogPipeline log = Start(output);
        ILogger logger = log.CreateLogger("x");
        log.Dispose();
        TestMessages.Line(logger, 1);

        Assert.Equal(1, log.Lost);
    }

    private static LogPipeline Start(Stream output, int queueEntries = 4096) =>
        new(LogLevel.Information, LogLineFormat.Text, output, TimeProvider.System, queueEntries);

    private static string[] LinesOf(MemoryStream output) =>
        Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
