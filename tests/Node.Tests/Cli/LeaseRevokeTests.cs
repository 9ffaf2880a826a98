using System.Text.Json;
using Polymasq.Actors.Leases;
using Polymasq.Node.Tests.Control;
using Polymasq.Protocols.Control;
using Polymasq.TestKit.Leases;

namespace Polymasq.Node.Tests.Cli;

public sealed class LeaseRevokeTests
{
    private readonly Gateway _gateway = new();

    [Fact]
    public async Task A_lease_is_taken_back()
    {
        Assert.True(_gateway.Leases.TryCommit(LeaseEvents.Leased("10.9.0.101")));
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "revoke", "10.9.0.101");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["10.9.0.101 | host1 | 02:00:00:00:00:01 | free | revoked 2026-11-21 12:10:00Z", "Count: 1 lease revoked"], result.Lines);
        Assert.Equal("Count: 0 leases", (await control.Cli("lease", "show")).Lines[^1]);
    }

    [Fact]
    public async Task An_address_is_taken_out_of_quarantine()
    {
        LeaseEvent declined = LeaseEvents.Leased("10.9.0.101") with { Kind = LeaseEventKind.Declined };
        Assert.True(_gateway.Leases.TryCommit(declined));
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "revoke", "10.9.0.101", "--json");

        LeaseInfo lease = JsonSerializer.Deserialize(result.Output, ControlJson.Default.LeaseInfo)!;
        Assert.Equal(("free", "revoked", 2L), (lease.State, lease.Event, lease.Version));
    }

    [Theory]
    [InlineData("10.9.0.7", 1, "polymasq: 10.9.0.7 is neither leased nor in quarantine\n")]
    [InlineData("box", 2, "polymasq: address: 'box' is no IPv4 address\n")]
    public async Task What_is_not_leased_cannot_be_revoked(string address, int exitCode, string error)
    {
        await using ControlFixture control = await _gateway.Start();
        CliResult result = await control.Cli("lease", "revoke", address);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_it_makes_no_sense()
    {
        await using ControlFixture control = await _gateway.Start();
        Assert.Equal(2, (await control.Cli("lease", "revoke")).ExitCode);
    }
}
