using Polymasq.Actors.Clustering;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>Joining, staying and being missed.</summary>
public sealed class MembershipTests
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;

    public MembershipTests() => _server = new ModelStoreServer(_system.Clock);

    [Fact]
    public void A_gateway_that_starts_is_a_member_for_all_at_once()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");

        Assert.Equal(("gw1 gw2", "gw1 gw2"), (gw1.Members, gw2.Members));
        Assert.Equal((DhcpDuty.All, DhcpDuty.All), (gw1.Duty, gw2.Duty));
        Assert.Equal(MemberState.Up, gw1.View.Find("gw2")!.State);
        Assert.Contains("1730: Joined cluster lab as gw2; members: gw1 (127.0.0.1:5301), gw2 (127.0.0.1:5302)", gw2.Lines);
        Assert.Contains("1732: Gateway gw2 (127.0.0.1:5302) has joined, version 1.2.3", gw1.Lines);
    }

    [Fact]
    public void It_is_joining_until_it_knows_the_leases()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = new(_system, _server, "gw2") { Facts = new GatewayFacts { IsCaughtUp = false } };
        gw2.Actor.Tell(new ClusterMessage.FactsChanged());
        _system.Advance(1);
        Assert.Equal(MemberState.Joining, gw1.View.Find("gw2")!.State);

        gw2.Facts = gw2.Facts with { IsCaughtUp = true };
        gw2.Actor.Tell(new ClusterMessage.FactsChanged());
        _system.Advance(0.2);
        Assert.Equal(MemberState.Up, gw1.View.Find("gw2")!.State);
    }

    [Fact]
    public void Members_stay_for_as_long_as_they_live()
    {
        TestGateway gw1 = Start("gw1");
        Start("gw2");
        _system.Advance(120);

        Assert.Equal("gw1 gw2", gw1.Members);
        Assert.DoesNotContain(gw1.Lines, static line => line.StartsWith("1733", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gateway_that_is_killed_is_missed_after_its_time_to_live_and_remembered_for_an_hour()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");
        gw2.Kill();
        _system.Advance(1.9);
        Assert.Equal(("gw1 gw2", ""), (gw1.Members, gw1.Departed));

        _system.Advance(1.2);
        Assert.Equal(("gw1", "gw2"), (gw1.Members, gw1.Departed));
        Assert.Contains("1733: Gateway gw2 (127.0.0.1:5302) is gone: nothing was heard of it for cluster.ttl", gw1.Lines);
        _system.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("gw2", gw1.Departed);
        _system.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("", gw1.Departed);
    }

    [Fact]
    public void After_a_kill_the_former_record_of_the_same_data_directory_is_taken_over_at_once()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2", "disk 2");
        gw2.Kill();
        _system.Advance(0.5);
        TestGateway again = new(_system, _server, "gw2", "disk 2");
        _system.Advance(0.1);

        Assert.Equal(("gw1 gw2", DhcpDuty.All), (again.Members, again.Duty));
        _system.Advance(10); // the former lease ends, and takes nothing with it
        Assert.Equal("gw1 gw2", gw1.Members);
        Assert.DoesNotContain(gw1.Lines, static line => line.StartsWith("1733", StringComparison.Ordinal));
        Assert.Contains(gw1.Events, static what => what is { Gateway: "gw2", What: "restarted" });
    }

    [Fact]
    public void The_end_of_the_process_is_told_to_all_before_the_lease_would_end()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");

        Assert.True(gw2.Command(static reply => new ClusterMessage.Withdraw(reply)).IsDone);
        Assert.Equal(("gw1", "gw2"), (gw1.Members, gw1.Departed));
        Assert.Equal(DhcpDuty.None, gw2.Duty);
        Assert.Contains("1737: Gateway gw2 (127.0.0.1:5302) has left", gw1.Lines);
        _system.Advance(40);
        Assert.Equal("gw1", gw1.Members);
    }

    [Fact]
    public void Who_was_cut_off_for_too_long_joins_again_by_itself()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");
        gw2.Store.Cut(there: true, back: true);
        _system.Advance(10);
        Assert.Equal("gw1", gw1.Members);
        Assert.Contains(gw2.Status.Degraded, static text => text.StartsWith("no member can be reached: ", StringComparison.Ordinal));

        gw2.Store.Cut(there: false, back: false);
        _system.Advance(4);
        Assert.Equal(("gw1 gw2", "gw1 gw2"), (gw1.Members, gw2.Members));
        Assert.Equal(DhcpDuty.All, gw2.Duty);
        Assert.Empty(gw2.Status.Degraded);
        Assert.Contains("1731: Membership was lost; joining again", gw2.Lines);
    }

    [Fact]
    public void An_answer_that_was_lost_does_not_keep_a_gateway_out()
    {
        TestGateway gw1 = new(_system, _server, "gw1");
        gw1.Store.Faults.AnswerLost = 0.5;
        _system.Advance(60);
        gw1.Store.Faults.AnswerLost = 0;
        _system.Advance(5);

        Assert.Equal(("gw1", DhcpDuty.All), (gw1.Members, gw1.Duty));
    }

    [Fact]
    public void Members_are_known_over_a_compaction_that_the_watch_missed()
    {
        TestGateway gw1 = Start("gw1");
        gw1.Store.Cut(there: true, back: true);
        Start("gw2");
        _system.Advance(60);
        _server.Compact(_server.Revision);
        gw1.Store.Cut(there: false, back: false);
        _system.Advance(4);

        Assert.Equal("gw1 gw2", gw1.Members);
    }

    [Fact]
    public void What_changes_on_one_gateway_is_known_to_all_after_a_moment_and_hints_are_passed_on()
    {
        TestGateway gw1 = Start("gw1");
        TestGateway gw2 = Start("gw2");
        gw2.Facts = gw2.Facts with { UpstreamsDown = ["192.0.2.53:53"] };
        _system.Advance(2);

        Assert.Equal(["192.0.2.53:53"], gw1.View.Find("gw2")!.UpstreamsDown);
        Assert.Equal(["192.0.2.53:53"], gw1.Hints);
        Assert.Empty(gw2.Hints);
        _system.Advance(90);
        Assert.Single(gw1.Hints);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_reported_and_stops_nothing()
    {
        TestGateway gw1 = Start("gw1");
        _server.Put("/polymasq/lab/gateway/gw7", "{\"name\":"u8.ToArray());
        _server.Put("/polymasq/lab/gateway/gw8", """{"name":"gw8","instance":"x","state":"Up","tea":{"milk":true}}"""u8.ToArray());
        _system.Advance(1);

        Assert.Equal("gw1 gw8", gw1.Members);
        Assert.Contains(gw1.Lines, static line => line.StartsWith("1746: the record /polymasq/lab/gateway/gw7 cannot be read and counts for nothing", StringComparison.Ordinal));
    }

    private TestGateway Start(string name, string? instance = null)
    {
        TestGateway gateway = new(_system, _server, name, instance);
        _system.Advance(0.1);
        return gateway;
    }
}
