using Microsoft.Extensions.Logging;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control;
using Polymasq.Node.Hosting;
using Polymasq.Node.Logging;
using Polymasq.Node.Tests.Control;

namespace Polymasq.Node.Tests.Hosting;

/// <summary>A whole gateway in this process, without DNS and DHCP, in a folder of its own, and the CLI to command it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("polymasq-node-");
    private readonly LogPipeline _logs = new(LogLevel.Information, LogLineFormat.Text, Stream.Null, TimeProvider.System);
    private readonly LoggerFactory _factory;
    private readonly NodeHost _host;
    private readonly ControlServer _control;

    private TestNode(string settings)
    {
        string file = Path.Combine(_folder.FullName, "polymasq.conf");
        File.WriteAllText(file, $$"""
            polymasq {
              node.data-dir = "{{_folder.FullName}}/data"
              control.socket = "{{Socket}}"
              dns.port = 0
              {{settings}}
            }
            """);
        CommandLine command = CommandLine.Parse(["--config", file], out _)!;
        LoadedConfiguration loaded = ConfigurationLoader.Load(command);
        Assert.Empty(loaded.Errors);
        _factory = new LoggerFactory([_logs]);
        _host = new NodeHost(command, loaded.Settings!, TimeProvider.System, _factory);
        _control = ControlPart.Create(_host, _logs, TimeProvider.System, _factory)!;
    }

    private string Socket => Path.Combine(_folder.FullName, "control.sock");

    /// <summary>Serves when this returns.</summary>
    public static async Task<TestNode> Start(string settings)
    {
        TestNode node = new(settings);
        await node._control.Start(TestContext.Current.CancellationToken);
        Assert.True(await node.Becomes(static node => node._host.Missing().Count == 0), "the gateway does not become ready");
        return node;
    }

    public Task<CliResult> Cli(params string[] args) => CliResult.Of([.. args, "--socket", Socket]);

    /// <summary>The answer to /readyz.</summary>
    public async Task<string> Readyz()
    {
        using HttpClient http = ControlFixture.ClientOf(Socket);
        return await http.GetStringAsync("/readyz", TestContext.Current.CancellationToken);
    }

    /// <summary>Whether <c>cluster show</c> comes to contain a text, within a time that a busy machine needs.</summary>
    public Task<bool> Shows(string text) => Says(text, "cluster", "show");

    /// <summary>The same for another command.</summary>
    public Task<bool> Says(string text, params string[] command) => Becomes(async node => (await node.Cli(command)).Output.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _control.DisposeAsync();
        await _host.DisposeAsync();
        _factory.Dispose();
        _logs.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<bool> Becomes(Func<TestNode, bool> holds) => Becomes(node => Task.FromResult(holds(node)));

    private async Task<bool> Becomes(Func<TestNode, Task<bool>> holds)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!await holds(this))
        {
            if (patience.IsCancellationRequested) return false;
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return true;
    }
}
