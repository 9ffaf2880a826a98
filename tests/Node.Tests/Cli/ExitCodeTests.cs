using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polymasq.Cli;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Logging;
using Polymasq.Node.Tests.Control;

namespace Polymasq.Node.Tests.Cli;

public sealed class ExitCodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("polymasq-cli-").FullName;

    private readonly LogRing _ring = new(entriesMax: 10);

    private string SocketPath => Path.Combine(_folder, "control.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_daemon_it_is_3_with_the_socket_the_reason_and_the_way_to_another()
    {
        CliResult result = await CliResult.Of(["lease", "show", "--socket", SocketPath]);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"polymasq: there is no gateway at {SocketPath}\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("polymasqd is not running here", result.Error, StringComparison.Ordinal);
        Assert.Contains("--socket PATH", result.Error, StringComparison.Ordinal);
        Assert.Contains("POLYMASQ_SOCKET", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_that_nobody_answers_on_is_3_with_its_own_reason()
    {
        using Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(SocketPath)); // and does not listen

        CliResult result = await CliResult.Of(["log", "tail", "--socket", SocketPath]);
        Assert.Equal(3, result.ExitCode);
        Assert.StartsWith($"polymasq: nobody answers at {SocketPath}\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lease")]
    [InlineData("lease", "shwo")]
    [InlineData("lease", "show", "--limit", "many")]
    [InlineData("lease", "show", "--nmae", "x")]
    [InlineData("log", "tail", "--level", "loud")]
    [InlineData("upstream", "show", "too", "much")]
    public async Task What_is_no_command_is_2_and_says_where_help_is(params string[] args)
    {
        CliResult result = await CliResult.Of(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--help says what there is", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstream", "--help")]
    [InlineData("history", "lease", "--help")]
    public async Task Help_is_0_and_names_what_there_is(string expected, params string[] args)
    {
        CliResult result = await CliResult.Of(args);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Contains("--socket", result.Output, StringComparison.Ordinal);
    }

    // The process itself: streams, exit code and environment are the real ones.
    [Fact]
    public async Task The_program_leaves_with_the_code_and_reads_the_socket_from_the_environment()
    {
        using Process process = Start("cluster", "show");
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.NotReachable, process.ExitCode);
        Assert.Contains(SocketPath, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_is_a_good_end_and_quiet()
    {
        await using ControlFixture control = await ControlFixture.Start(new LogTailCommand(_ring));
        _ring.Add(Entry("first"));
        using Process process = Start("log", "tail", "--socket", control.Socket);
        Assert.Contains("first", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        process.StandardOutput.Close();
        _ring.Add(Entry("for nobody"));

        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, process.ExitCode);
    }

    private Process Start(params string[] args) => Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "polymasq"), args)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["POLYMASQ_SOCKET"] = SocketPath },
    })!;

    private static LogEntry Entry(string message) => new(DateTimeOffset.UnixEpoch, LogLevel.Information, "x", 0, message, [], null);
}
