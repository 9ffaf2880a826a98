using System.Text.Json;
using Polymasq.Actors.Leases;
using Polymasq.Node.Tests.Control;
using Polymasq.Protocols.Control;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Cli;

public sealed class LeaseCommandTests
{
    private readonly Gateway _gateway = new();

    [Fact]
    public async Task Lease_show_is_one_line_for_each_lease_in_the_order_of_addresses()
    {
        Commit(LeaseEvents.Leased("10.9.0.102", client: 2), LeaseEvents.Leased("10.9.0.101", client: 1) with { VendorClass = "dhcpcd\u001b[2J" });
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "show");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            [
                @"10.9.0.101 | host1 | 02:00:00:00:00:01 | bound | 50m 1s left | since 2026-11-21 12:00:00Z | dhcpcd\x1b[2J",
                "10.9.0.102 | host2 | 02:00:00:00:00:02 | bound | 50m 1s left | since 2026-11-21 12:00:00Z | -",
                "Count: 2 leases",
            ],
            result.Lines);
    }

    [Theory]
    [InlineData("10.9.0.103", "--mac", "02:00:00:00:00:03")]
    [InlineData("10.9.0.103", "--name", "HOST3")]
    [InlineData("10.9.0.103", "--address", "10.9.0.103")]
    [InlineData("10.9.1.4", "--subnet", "10.9.1.0/24")]
    public async Task Lease_show_can_be_narrowed(string expected, string option, string value)
    {
        Commit(LeaseEvents.Leased("10.9.0.103", client: 3), LeaseEvents.Leased("10.9.1.4", client: 4));
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "show", option, value);

        Assert.Equal(2, result.Lines.Length);
        Assert.StartsWith(expected + " |", result.Lines[0], StringComparison.Ordinal);
        Assert.Equal("Count: 1 lease", result.Lines[1]);
    }

    [Fact]
    public async Task Lease_show_asks_for_page_after_page_until_all_are_there()
    {
        for (int i = 0; i < 2500; i++) Commit(LeaseEvents.Leased($"10.9.{i / 250}.{i % 250}", client: i));
        await using ControlFixture control = await _gateway.Start();

        LeaseList all = Read((await control.Cli("lease", "show", "--json")).Output);
        Assert.Equal(2500, all.Leases.Select(static lease => lease.Address).Distinct().Count());
        Assert.Equal(2500, all.Bound);
        Assert.Equal("Count: 1,200 leases, and more: --limit shows them", (await control.Cli("lease", "show", "--limit", "1200")).Lines[^1]);
        Assert.Equal("Count: 1 lease", (await control.Cli("lease", "show", "--mac", "02:00:00:00:09:c3")).Lines[^1]);
    }

    [Fact]
    public async Task Released_leases_and_those_that_never_end_are_told_in_words()
    {
        Commit(
            LeaseEvents.Leased("10.9.0.101") with { LeaseSeconds = LeaseTime.Infinite, Until = DateTimeOffset.MaxValue },
            LeaseEvents.Leased("10.9.0.102", client: 2),
            LeaseEvents.Leased("10.9.0.102", version: 2, client: 2) with { Kind = LeaseEventKind.Released, LeaseSeconds = 0, Until = LeaseEvents.Start.AddSeconds(2) });
        await using ControlFixture control = await _gateway.Start();

        Assert.Equal(2, (await control.Cli("lease", "show")).Lines.Length);
        string[] all = (await control.Cli("lease", "show", "--all")).Lines;
        Assert.Contains("bound | for ever", all[0], StringComparison.Ordinal);
        Assert.Contains("free | released 2026-11-21 12:00:02Z", all[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_history_passes_on_what_was_asked_and_prints_the_events()
    {
        _gateway.History.Events.AddRange([LeaseEvents.Leased("10.9.0.101"), LeaseEvents.Leased("10.9.0.101", version: 2)]);
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli(
            "lease", "history", "-i", "10.9.0.101", "-m", "02:00:00:00:00:01", "-c", "01:02:00:00:00:00:01", "-f", "5m", "-t", "2026-11-22", "-l", "7");

        Assert.Equal(
            [
                "2026-11-21 12:00:01Z | leased | 10.9.0.101 | host1 | 02:00:00:00:00:01 | for 1h | gw1",
                "2026-11-21 12:00:02Z | renewed | 10.9.0.101 | host1 | 02:00:00:00:00:01 | for 1h | gw1",
                "Count: 2 events",
            ],
            result.Lines);
        Assert.Equal(
            new LeaseHistoryQuery
            {
                Address = Ipv4Address.Parse("10.9.0.101"),
                Chaddr = LeaseEvents.Chaddr(1),
                Client = LeaseEvents.Client(1),
                From = LeaseEvents.Start.AddMinutes(5),
                To = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
                Limit = 7,
            },
            _gateway.History.Asked);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_a_failure_with_its_reason()
    {
        _gateway.History.IsBroken = true;
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "history");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("polymasq: the history in /x cannot be read: disk I/O error\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_gateway_does_not_understand_is_wrong_usage_with_what_it_allows()
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "show", "--mac", "x");

        Assert.Equal((2, "polymasq: mac: 'x' is no hardware address, as in 02:00:00:00:00:01\n"), (result.ExitCode, result.Error));
    }

    private void Commit(params LeaseEvent[] events) => Assert.All(events, e => Assert.True(_gateway.Leases.TryCommit(e)));

    private static LeaseList Read(string json) => JsonSerializer.Deserialize(json, ControlJson.Default.LeaseList)!;
}
