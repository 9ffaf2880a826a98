using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Cli;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Logging;
using Polymasq.Node.Tests.Control;
using Polymasq.Node.Tests.Logging;

namespace Polymasq.Node.Tests.Cli;

public sealed class LogTailTests
{
    private readonly LogRing _ring = new(entriesMax: 100);

    [Fact]
    public async Task The_last_lines_are_printed_as_the_log_prints_them()
    {
        for (int i = 0; i < 5; i++) _ring.Add(Entry(i));
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        CliResult result = await control.Cli("log", "tail", "--last", "2", "--no-follow");

        Assert.Equal((0, "2026-11-21T09:13:51.123Z info  leases  line 3\n2026-11-21T09:13:51.123Z info  leases  line 4\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Lines_below_the_level_are_left_out()
    {
        _ring.Add(Entry(0));
        _ring.Add(Entry(1) with { Level = LogLevel.Error, Exception = "IOException: no room\r\n   at Disk.Write()" });
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        CliResult result = await control.Cli("log", "tail", "--level", "warn", "--no-follow");

        Assert.Equal(["2026-11-21T09:13:51.123Z error leases  line 1", "    IOException: no room", "       at Disk.Write()"], result.Lines);
    }

    [Fact]
    public async Task As_JSON_each_line_is_an_object_with_the_values()
    {
        _ring.Add(Entry(7) with { Values = [new("Address", "10.9.0.5"), new("Seconds", 12), new("Quote", "it's")] });
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        CliResult result = await control.Cli("log", "tail", "--no-follow", "--json");

        Assert.Equal(
            """{"time":"2026-11-21T09:13:51.123+00:00","level":"info","category":"leases","event":1500,"message":"line 7","values":{"address":"10.9.0.5","seconds":12,"quote":"it's"}}""",
            Assert.Single(result.Lines));
    }

    [Fact]
    public async Task New_lines_come_until_Ctrl_C_which_is_a_good_end()
    {
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        using CancellationTokenSource ctrlC = new();
        using WatchedWriter output = new();
        Task<int> tail = PolymasqCommandLine.Run(["log", "tail", "--socket", control.Socket], output, TextWriter.Null, ctrlC.Token);
        await WaitUntil(() => _ring.Followers == 1);
        _ring.Add(Entry(1));
        await output.SawLine.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await ctrlC.CancelAsync();

        Assert.Equal(0, await tail.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        await WaitUntil(() => _ring.Followers == 0);
    }

    [Fact]
    public async Task A_tail_whose_gateway_ends_says_so()
    {
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        Task<CliResult> tail = control.Cli("log", "tail");
        await WaitUntil(() => _ring.Followers == 1);
        await control.Server.Stop();

        CliResult result = await tail.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((1, "polymasq: the gateway has ended\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task What_was_lost_is_counted_for_people_to_see()
    {
        using BlockedStream output = new();
        using LogPipeline logs = new(LogLevel.Information, LogLineFormat.Text, output, TimeProvider.System, queueEntries: 1);
        ILogger logger = logs.CreateLogger("x");
        TestMessages.Line(logger, -1);
        output.WaitForWriter();
        for (int i = 0; i < 10; i++) TestMessages.Line(logger, i); // one waits, nine find no room
        await using ControlFixture control = await ControlFixture.Start(new LogStatsCommand(logs, new QueryLog(logger) { IsLogged = true }));
        CliResult result = await control.Cli("log", "stats");
        output.Open();

        Assert.Matches(@"^level info \| queries on \| lost 9 \| followers 0\n$", result.Output);
    }

    private static LogEntry Entry(int number) =>
        new(new DateTimeOffset(2026, 11, 21, 9, 13, 51, 123, TimeSpan.Zero), LogLevel.Information, "leases", 1500, $"line {number}", [], null);

    private static async Task WaitUntil(Func<bool> isTrue)
    {
        for (int i = 0; i < 6000 && !isTrue(); i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.True(isTrue());
    }

    private sealed class WatchedWriter : StringWriter
    {
        public TaskCompletionSource SawLine { get; } = new();

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            SawLine.TrySetResult();
        }
    }
}
