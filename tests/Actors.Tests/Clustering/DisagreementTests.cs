using Polymasq.Actors.Clustering;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>Names, pools, secrets and clocks that do not fit together.</summary>
public sealed class DisagreementTests
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;

    public DisagreementTests() => _server = new ModelStoreServer(_system.Clock);

    [Fact]
    public void Of_two_gateways_with_one_name_the_second_stays_out_until_the_first_is_gone()
    {
        TestGateway first = Start("gw1");
        TestGateway peer = Start("gw2");
        TestGateway second = Start("gw1", "another disk");

        Assert.Equal((DhcpDuty.All, DhcpDuty.None), (first.Duty, second.Duty));
        Assert.Equal(Standing.NameTaken, second.Status.Standing);
        string line = Assert.Single(second.Lines, static line => line.StartsWith("1740", StringComparison.Ordinal));
        Assert.Contains("another gateway gw1 (127.0.0.1:5301), running since 2026-01-01 00:00:00Z", line, StringComparison.Ordinal);
        Assert.Contains("node.name", line, StringComparison.Ordinal);
        _system.Advance(120);
        Assert.Equal(("gw1 gw2", DhcpDuty.All, DhcpDuty.None), (peer.Members, first.Duty, second.Duty));
        Assert.Single(second.Lines, static line => line.StartsWith("1740", StringComparison.Ordinal));

        first.Kill();
        _system.Advance(5);
        Assert.Equal((DhcpDuty.All, Standing.Member), (second.Duty, second.Status.Standing));
        Assert.Equal("another disk", peer.View.Find("gw1")!.Instance);
    }

    [Fact]
    public void A_copy_of_a_data_directory_is_another_gateway_of_that_name()
    {
        TestGateway first = Start("gw1", "disk 1");
        _system.Advance(10);
        TestGateway copy = new(_system, _server, "gw1", "disk 1");
        _system.Advance(1);

        Assert.Equal((DhcpDuty.None, DhcpDuty.All), (first.Duty, copy.Duty));
        Assert.Contains(first.Lines, static line => line.StartsWith("1740", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gateway_with_other_pools_leaves_new_clients_to_the_others_and_names_key_values_and_peer()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");
        TestGateway gw3 = StartWith("gw3", "10.9.0.100-10.9.0.150");

        Assert.Equal((DhcpDuty.All, DhcpDuty.All, DhcpDuty.RenewalsOnly), (gw1.Duty, gw2.Duty, gw3.Duty));
        const string Key = "subnets.10.9.0.0/24.range is 10.9.0.100-10.9.0.150";
        Assert.Contains(gw3.Status.Degraded, static text => text.Contains($"not those of gw1 (127.0.0.1:5301): {Key} here and 10.9.0.100-10.9.0.200 there", StringComparison.Ordinal));
        Assert.Single(gw1.Lines, static line => line.StartsWith("1743: the DHCP pools of gw3", StringComparison.Ordinal) && line.Contains(Key, StringComparison.Ordinal));
        Assert.Empty(gw1.Status.Degraded);

        gw3.Facts = gw3.Facts with { Pools = TestGateway.Pools("10.9.0.100-10.9.0.200") };
        _system.Advance(2);
        Assert.Equal(DhcpDuty.All, gw3.Duty);
        Assert.Contains(gw3.Lines, static line => line.StartsWith("1750: Over: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Pools_can_be_changed_on_one_gateway_after_the_other()
    {
        TestGateway[] gateways = [Start("gw1"), Start("gw2"), Start("gw3")];
        List<string> duties = [];
        foreach (TestGateway gateway in gateways)
        {
            gateway.Facts = gateway.Facts with { Pools = TestGateway.Pools("10.9.0.50-10.9.0.250") };
            _system.Advance(2);
            duties.Add(string.Join(' ', gateways.Select(static one => one.Duty)));
        }

        Assert.Equal(["RenewalsOnly All All", "All All RenewalsOnly", "All All All"], duties);
    }

    [Fact]
    public void Of_two_gateways_the_pools_of_the_one_that_runs_for_longer_count()
    {
        TestGateway gw2 = StartWith("gw2", "10.9.0.50-10.9.0.60");
        _system.Advance(1);
        TestGateway gw1 = StartWith("gw1", "10.9.0.70-10.9.0.80");

        Assert.Equal((DhcpDuty.All, DhcpDuty.RenewalsOnly), (gw2.Duty, gw1.Duty));
    }

    [Fact]
    public void A_gateway_without_DHCP_disagrees_with_nobody()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = new(_system, _server, "gw2") { Facts = new GatewayFacts { IsCaughtUp = true } };
        gw2.Actor.Tell(new ClusterMessage.FactsChanged());
        _system.Advance(1);

        Assert.Equal((DhcpDuty.All, DhcpDuty.All), (gw1.Duty, gw2.Duty));
        Assert.Empty(gw2.Status.Warnings);
    }

    [Fact]
    public void Another_secret_is_named_with_its_key_and_the_peer_and_not_told()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = new(_system, _server, "gw2", secret: "something else entirely");
        _system.Advance(1);

        const string Text = "cluster.secret-file holds another secret than on gw1 (127.0.0.1:5301): the two do not ask each other for names";
        Assert.Contains($"1744: {Text}", gw2.Lines);
        Assert.Equal((DhcpDuty.All, DhcpDuty.All), (gw1.Duty, gw2.Duty));
        Assert.DoesNotContain("something else", string.Join('\n', _server.History.SelectMany(static one => one.Entries).Select(static entry => System.Text.Encoding.UTF8.GetString(entry.Value ?? []))), StringComparison.Ordinal);
    }

    [Fact]
    public void Clocks_are_compared_and_warned_about_past_half_of_the_bound()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");
        gw2.Store.Faults.WatchDelay = new TimeRange(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(400));
        gw2.Clock.Ahead = TimeSpan.FromSeconds(160);
        _system.Advance(100);

        Assert.Equal(TimeSpan.FromSeconds(160), SkewOf(gw1, "gw2"));
        Assert.InRange(SkewOf(gw2, "gw1"), TimeSpan.FromSeconds(-160.4), TimeSpan.FromSeconds(-159.9));
        Assert.Single(gw1.Lines, static line => line.StartsWith("1745: the clock of gw2 (127.0.0.1:5302) is 160 s ahead of this gateway's", StringComparison.Ordinal));
        Assert.Equal((DhcpDuty.All, DhcpDuty.All), (gw1.Duty, gw2.Duty));

        gw2.Clock.Ahead = TimeSpan.FromSeconds(1);
        _system.Advance(100);
        Assert.Equal(TimeSpan.FromSeconds(1), SkewOf(gw1, "gw2"));
        Assert.Contains(gw1.Lines, static line => line.StartsWith("1750: Over: the clock of gw2", StringComparison.Ordinal));
    }

    private static TimeSpan SkewOf(TestGateway gateway, string peer) => gateway.Status.Gateways.Single(one => one.Member.Name == peer).Skew!.Value;

    private TestGateway Start(string name, string? instance = null)
    {
        TestGateway gateway = new(_system, _server, name, instance);
        _system.Advance(0.1);
        return gateway;
    }

    private TestGateway StartWith(string name, string range)
    {
        TestGateway gateway = new(_system, _server, name);
        gateway.Facts = gateway.Facts with { Pools = TestGateway.Pools(range) };
        gateway.Actor.Tell(new ClusterMessage.FactsChanged());
        _system.Advance(1);
        return gateway;
    }
}
