using Polymasq.Actors.Clustering;
using Polymasq.TestKit;
using Polymasq.TestKit.Clustering;

namespace Polymasq.Actors.Tests.Clustering;

/// <summary>drain, resume, leave, down.</summary>
public sealed class ClusterCommandTests
{
    private readonly ManualSystem _system = new();
    private readonly ModelStoreServer _server;
    private readonly TestGateway _gw1;
    private readonly TestGateway _gw2;

    public ClusterCommandTests()
    {
        _server = new ModelStoreServer(_system.Clock);
        _gw1 = new TestGateway(_system, _server, "gw1");
        _gw2 = new TestGateway(_system, _server, "gw2");
        _system.Advance(0.1);
    }

    [Fact]
    public void Draining_is_answered_when_the_others_know_it_and_leaves_renewals()
    {
        Assert.True(_gw2.Command(static reply => new ClusterMessage.Drain(reply)).IsDone);

        Assert.Equal(DhcpDuty.RenewalsOnly, _gw2.Duty);
        Assert.Equal(MemberState.Draining, _gw1.View.Find("gw2")!.State);
        Assert.Equal(DhcpDuty.All, _gw1.Duty);
        Assert.Contains("1734: Gateway gw2 (127.0.0.1:5302) is draining", _gw1.Lines);
        _system.Advance(60);
        Assert.Equal("gw1 gw2", _gw1.Members);

        Assert.True(_gw2.Command(static reply => new ClusterMessage.Resume(reply)).IsDone);
        Assert.Equal((DhcpDuty.All, MemberState.Up), (_gw2.Duty, _gw1.View.Find("gw2")!.State));
    }

    [Fact]
    public void A_gateway_that_leaves_drains_first_and_comes_back_when_it_is_told_to()
    {
        ClusterReply left = _gw2.Command(static reply => new ClusterMessage.Leave(reply));

        Assert.Equal((true, "not a member any more: no DHCP client is answered, DNS is"), (left.IsDone, left.Text));
        Assert.Contains(_gw1.Events, static what => what is { Gateway: "gw2", What: "draining" });
        Assert.Equal(("gw1", "gw2", DhcpDuty.None), (_gw1.Members, _gw1.Departed, _gw2.Duty));
        _system.Advance(60);
        Assert.Equal("gw1", _gw2.Members);

        _gw2.Command(static reply => new ClusterMessage.Resume(reply));
        Assert.Equal(("gw1 gw2", "", DhcpDuty.All), (_gw1.Members, _gw1.Departed, _gw2.Duty));
    }

    [Fact]
    public void A_gateway_that_is_put_down_stays_out_until_it_is_resumed()
    {
        ClusterReply down = _gw1.Command(static reply => new ClusterMessage.Down("gw2", reply));
        _system.Advance(0.1);

        Assert.True(down.IsDone, down.Text);
        Assert.Equal(("gw1", "gw2"), (_gw1.Members, _gw1.Departed));
        Assert.Equal((DhcpDuty.None, Standing.PutDown), (_gw2.Duty, _gw2.Status.Standing));
        Assert.Contains(_gw2.Lines, static line => line.StartsWith("1741: Not a member: put down by an operator at gw1 on 2026-01-01 00:00:", StringComparison.Ordinal));
        Assert.Equal("gw1", _gw1.Status.Gateways.Single(static one => one.Member.Name == "gw2").Down!.By);
        _system.Advance(600);
        Assert.Equal(("gw1", DhcpDuty.None), (_gw1.Members, _gw2.Duty));

        Assert.True(_gw2.Command(static reply => new ClusterMessage.Resume(reply)).IsDone);
        Assert.Equal(("gw1 gw2", DhcpDuty.All), (_gw1.Members, _gw2.Duty));
        Assert.Empty(_gw2.Status.Degraded);
    }

    [Fact]
    public void A_gateway_that_was_put_down_while_it_was_cut_off_learns_of_it()
    {
        _gw2.Store.Cut(there: true, back: true);
        _system.Advance(1);
        _gw1.Command(static reply => new ClusterMessage.Down("gw2", reply));
        Assert.Equal("gw1", _gw1.Members);

        _gw2.Store.Cut(there: false, back: false);
        _system.Advance(5);
        Assert.Equal((DhcpDuty.None, Standing.PutDown), (_gw2.Duty, _gw2.Status.Standing));
    }

    [Fact]
    public void A_restart_ends_what_an_operator_put_down()
    {
        _gw1.Command(static reply => new ClusterMessage.Down("gw2", reply));
        _gw2.Kill();
        _system.Advance(1);
        TestGateway again = new(_system, _server, "gw2");
        _system.Advance(1);

        Assert.Equal(("gw1 gw2", DhcpDuty.All), (_gw1.Members, again.Duty));
    }

    [Theory]
    [InlineData("gw1", "gw1 is this gateway: 'polymasq cluster leave' takes it out")]
    [InlineData("gw9", "there is no member 'gw9'; see 'polymasq cluster show'")]
    public void Only_another_member_can_be_put_down(string name, string text) =>
        Assert.Equal(new ClusterReply(false, text), _gw1.Command(reply => new ClusterMessage.Down(name, reply)));

    [Fact]
    public void Without_the_store_a_command_is_obeyed_and_says_that_the_others_do_not_know()
    {
        _server.SetQuorum(false);
        _system.Advance(3);
        ClusterReply drained = _gw2.Command(static reply => new ClusterMessage.Drain(reply));

        Assert.True(drained.IsDone);
        Assert.EndsWith("; the other gateways do not know it yet, since the store does not answer", drained.Text, StringComparison.Ordinal);
        Assert.Equal(DhcpDuty.RenewalsOnly, _gw2.Duty);
        _server.SetQuorum(true);
        _system.Advance(4);
        Assert.Equal(MemberState.Draining, _gw1.View.Find("gw2")!.State);
    }
}
