using System.Text.Json;
using Polymasq.Node.Tests.Control;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Tests.Cli;

/// <summary>The commands about the gateway itself.</summary>
public sealed class GatewayCommandTests
{
    private readonly Gateway _gateway = new();

    [Fact]
    public async Task Actor_hierarchy_is_one_line_for_each_actor_with_its_counters()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("actor", "hierarchy");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("/ | running | mailbox 0 of 2 |", result.Lines[0], StringComparison.Ordinal);
        Assert.Contains(result.Lines, static line => System.Text.RegularExpressions.Regex.IsMatch(
            line, @"^/leases \| running \| mailbox 0 of 64 \| handled \d+ \| rejected 0 \| restarts 0 \| slowest [\d.]+ ms$"));
        Assert.Equal($"Count: {result.Lines.Length - 1} actors, 0 dead letters", result.Lines[^1]);
    }

    [Fact]
    public async Task Actor_hierarchy_as_JSON_is_the_tree()
    {
        await using ControlFixture control = await _gateway.Start();
        ActorHierarchy tree = JsonSerializer.Deserialize((await control.Cli("actor", "hierarchy", "--json")).Output, ControlJson.Default.ActorHierarchy)!;

        Assert.Equal("/", tree.Root.Path);
        Assert.Contains("/upstreams", tree.Root.Children.Select(static child => child.Path));
    }

    [Fact]
    public async Task Cluster_show_is_this_gateway_alone_and_what_it_still_waits_for()
    {
        await using ControlFixture control = await _gateway.Start();

        CliResult up = await control.Cli("cluster", "show");
        Assert.Matches(@"^gw1 \| 10\.9\.0\.1:53 \| up \| \d+\.\d+\.\d+ \| started \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ \| up for \d+s$", up.Lines[0]);
        Assert.Equal("Count: 1 gateway", up.Lines[1]);
        control.Missing = ["no upstream server is known"];
        Assert.Contains("| joining: no upstream server is known |", (await control.Cli("cluster", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_check_says_that_it_is_good()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("config", "check");

        Assert.Equal((0, "/etc/polymasq/polymasq.conf | good\nCount: 0 errors, 0 warnings\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Config_check_prints_all_that_is_wrong_and_fails()
    {
        _gateway.Config = new ConfigReport("a.conf", false, ["a.conf:3:5 dns.port: is no port", "a.conf:4:5 dns.prot: there is no such key"], ["a.conf:9:1 dhcp4: is empty"]);
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("config", "check");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["a.conf:3:5 dns.port: is no port", "a.conf:4:5 dns.prot: there is no such key", "warning: a.conf:9:1 dhcp4: is empty", "Count: 2 errors, 1 warning"],
            result.Lines);
        Assert.Equal(1, (await control.Cli("config", "check", "--json")).ExitCode);
    }

    [Fact]
    public async Task Upstream_show_is_one_line_for_each_server()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("upstream", "show");

        Assert.StartsWith("198.51.100.1:53 | ", result.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" | all names", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal("Count: 2 servers", result.Lines[2]);
    }
}
