using Polymasq.Node.Tests.Control;
using Polymasq.Node.Tests.Etcd;

namespace Polymasq.Node.Tests.Hosting;

/// <summary>Whole gateways on a real etcd, commanded as an operator does.</summary>
public sealed class ClusterTests(OneMember etcd) : IClassFixture<OneMember>
{
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";

    [Fact]
    public async Task Gateways_find_each_other_and_are_steered_from_the_command_line()
    {
        await using TestNode gw1 = await TestNode.Start(Settings("gw1", 5301));
        await using TestNode gw2 = await TestNode.Start(Settings("gw2", 5302));
        Assert.True(await gw1.Shows("gw2 | 127.0.0.1:5302 | up |"));
        Assert.True(await gw2.Shows("gw1 | 127.0.0.1:5301 | up |"));
        CliResult shown = await gw2.Cli("cluster", "show");
        Assert.Matches(@"^gw1 \| 127\.0\.0\.1:5301 \| up \| \d+\.\d+\.\d+ \| started .* \| up for .* \| ", shown.Lines[0]);
        Assert.EndsWith("| this gateway", shown.Lines[1], StringComparison.Ordinal);
        Assert.Equal("Count: 2 gateways", shown.Lines[2]);

        Assert.Equal(0, (await gw2.Cli("cluster", "drain")).ExitCode);
        Assert.True(await gw1.Shows("gw2 | 127.0.0.1:5302 | draining |"));
        Assert.Contains("renewals only", (await gw2.Cli("cluster", "status")).Output, StringComparison.Ordinal);
        Assert.Contains("\"ready\":true,\"reasons\":[],\"degraded\":[\"draining", await gw2.Readyz(), StringComparison.Ordinal);
        Assert.Equal(0, (await gw2.Cli("cluster", "leave")).ExitCode);
        Assert.True(await gw1.Shows("Count: 1 gateway, and 1 that is no member"));
        Assert.Equal(0, (await gw2.Cli("cluster", "resume")).ExitCode);
        Assert.True(await gw1.Shows("gw2 | 127.0.0.1:5302 | up |"));

        Assert.Equal(0, (await gw1.Cli("cluster", "down", "gw2")).ExitCode);
        Assert.True(await gw2.Shows("down: put down by an operator at gw1"));
        CliResult unknown = await gw1.Cli("cluster", "down", "gw9");
        Assert.Equal((1, "polymasq: there is no member 'gw9'; see 'polymasq cluster show'\n"), (unknown.ExitCode, unknown.Error));
    }

    [Fact]
    public async Task A_second_gateway_of_one_name_serves_no_clients_and_names_the_key()
    {
        await using TestNode first = await TestNode.Start(Settings("gw1", 5301));
        await using TestNode second = await TestNode.Start(Settings("gw1", 5302));

        Assert.True(await second.Says("DHCP: no client is answered", "cluster", "status"));
        string output = (await second.Cli("cluster", "status")).Output;
        Assert.Contains("cluster | ", output, StringComparison.Ordinal);
        Assert.Contains("another gateway gw1 (127.0.0.1:5301)", output, StringComparison.Ordinal);
        Assert.Contains("node.name", output, StringComparison.Ordinal);
        Assert.True(await first.Says("DHCP: all clients", "cluster", "status"));
    }

    [Fact]
    public async Task A_gateway_whose_etcd_is_not_there_serves_and_says_so()
    {
        await using TestNode gw1 = await TestNode.Start("""node.name = gw1, cluster { engine = etcd, etcd.endpoints = ["http://127.0.0.1:9"] }""");

        Assert.True(await gw1.Says("etcd | does not commit | nobody answers", "cluster", "status"));
        Assert.Contains("cluster.etcd.endpoints", await gw1.Readyz(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("drain")]
    [InlineData("resume")]
    [InlineData("leave")]
    [InlineData("tail")]
    [InlineData("down", "gw2")]
    public async Task A_gateway_that_serves_alone_says_that_there_is_no_cluster(params string[] command)
    {
        await using TestNode alone = await TestNode.Start("node.name = gw1");
        CliResult result = await alone.Cli(["cluster", .. command]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("polymasq: there is no cluster: this gateway serves alone\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("Count: 1 gateway", (await alone.Cli("cluster", "show")).Lines[^1]);
    }

    private string Settings(string name, int port) => $$"""
        node.name = "{{name}}"
        cluster { engine = etcd, name = "{{_cluster}}", address = "127.0.0.1:{{port}}", etcd.endpoints = ["{{etcd.Cluster.Endpoints[0].ToString().TrimEnd('/')}}"] }
        """;
}
