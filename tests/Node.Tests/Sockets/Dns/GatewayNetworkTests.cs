using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets;
using Polymasq.Node.Tests.Sockets.Tcp;

namespace Polymasq.Node.Tests.Sockets.Dns;

public sealed class GatewayNetworkTests
{
    [Fact]
    public void Beside_a_program_on_127_0_0_53_everything_else_is_served_without_settings()
    {
        var resolved = new IPEndPoint(IPAddress.Parse("127.0.0.53"), 53);
        UdpSocket? udp = null;
        TcpListener? tcp = null;
        using var network = new GatewayNetwork(GatewayNetwork.Settings(), gateway => gateway.Run(() =>
        {
            udp = UdpSocket.Open(new UdpSocketOptions { Local = resolved }, out _);
            tcp = new TcpListener(resolved);
            tcp.Start();
        }));

        ListenersReport report = network.WaitForOpen("127.0.0.1", "::1", "10.9.0.1", "10.8.0.1");

        Assert.All(report.Listeners, state => Assert.Equal("", state.Trouble));
        Assert.True(GatewayNetwork.Ask(network.Gateway, "127.0.0.1"));
        Assert.True(GatewayNetwork.Ask(network.Client, "10.9.0.1"));
        udp!.Dispose();
        tcp!.Dispose();
    }

    [Fact]
    public void A_taken_port_is_told_with_its_holder_and_opened_when_it_is_free()
    {
        UdpSocket? holder = null;
        using var network = new GatewayNetwork(GatewayNetwork.Settings(), gateway => holder = gateway.Run(() =>
            UdpSocket.Open(new UdpSocketOptions { Local = new IPEndPoint(IPAddress.Parse("10.9.0.1"), 53) }, out _)));

        ListenersReport report = network.WaitFor(report => report.Listeners.Any(state => state.Outcome == ListenOutcome.Taken));
        ListenerState taken = report.Listeners.Single(state => state.Outcome != ListenOutcome.Open);
        Assert.Equal("udp 10.9.0.1:53 (lan0)", taken.Target.ToString());
        Assert.StartsWith("is taken by ", taken.Trouble, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId}): ", taken.Trouble, StringComparison.Ordinal);
        Assert.True(GatewayNetwork.Ask(network.Client, "10.8.0.1"));

        holder!.Dispose();
        network.WaitForOpen("10.9.0.1");
    }

    [Fact]
    public void An_address_that_appears_is_served()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings());
        network.WaitForOpen("10.9.0.1");
        network.Client.Ip("addr add 10.7.0.2/24 dev lan1");

        network.Gateway.Ip("addr add 10.7.0.1/24 dev lan0");
        network.WaitForOpen("10.7.0.1");

        Assert.True(GatewayNetwork.Ask(network.Client, "10.7.0.1"));
    }

    [Fact]
    public void An_interface_that_goes_ends_its_listeners_and_nothing_else()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings("lan0", "wan0"));
        network.WaitForOpen("10.9.0.1", "10.8.0.1");

        network.Gateway.Ip("link del wan0");
        network.WaitFor(report => !report.Listeners.Any(state => state.Target.Interface == "wan0"));

        Assert.True(GatewayNetwork.Ask(network.Client, "10.9.0.1"));
        network.Gateway.Ip($"link add wan0 type veth peer name wan1 netns {network.Client.ThreadId}");
        network.Gateway.Ip("addr add 10.8.0.1/24 dev wan0");
        network.Gateway.Ip("link set wan0 up");
        network.WaitForOpen("10.8.0.1");
    }

    // RFC 4862 §5.4.
    [Fact]
    public void An_IPv6_address_is_served_when_it_is_no_longer_tentative()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings("lan0"));
        network.Client.Ip("addr add 2001:db8:9::2/64 dev lan1 nodad");
        network.Gateway.Ip("addr add 2001:db8:9::1/64 dev lan0");

        ListenersReport report = network.WaitForOpen("2001:db8:9::1");

        Assert.All(report.Listeners, state => Assert.Equal("", state.Trouble));
        Assert.True(GatewayNetwork.Ask(network.Client, "2001:db8:9::1"));
    }

    [Fact]
    public void A_query_over_an_interface_that_is_not_served_is_dropped_whatever_address_it_asks()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings("lan0"));
        network.WaitForOpen("10.9.0.1");
        Assert.True(GatewayNetwork.Ask(network.Client, "10.9.0.1"));
        Assert.True(GatewayNetwork.Ask(network.Gateway, "10.9.0.1"), "the gateway may ask its own address");

        network.Client.Ip("addr del 10.9.0.2/24 dev lan1");
        network.Client.Ip("route add 10.9.0.1/32 via 10.8.0.1");

        Assert.False(GatewayNetwork.Ask(network.Client, "10.9.0.1", waitMilliseconds: 300));
        Assert.True(SpinWait.SpinUntil(() => network.Resolver.Lanes[0].Listeners.Foreign == 1, 30_000));
        Assert.True(network.Client.Run(() =>
        {
            using var client = new TcpClientSide(new IPEndPoint(IPAddress.Parse("10.9.0.1"), 53));
            return client.IsClosed();
        }));
    }

    [Fact]
    public void Tcp_over_a_served_interface_is_answered()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings("lan0"));
        network.WaitForOpen("10.9.0.1");

        Assert.NotEmpty(network.Client.Run(() => Stub.AskByTcp(new IPEndPoint(IPAddress.Parse("10.9.0.1"), 53), "www.example.org")).Answers);
    }

    [Fact]
    public void The_wildcard_mode_answers_from_the_address_that_was_asked_and_keeps_to_its_interfaces()
    {
        using var network = new GatewayNetwork(GatewayNetwork.Settings("lan0") with { Bind = BindMode.Wildcard });
        network.WaitForOpen("0.0.0.0", "::");
        network.Gateway.Ip("addr add 10.9.0.77/24 dev lan0");

        Assert.True(GatewayNetwork.Ask(network.Client, "10.9.0.77"));
        Assert.False(GatewayNetwork.Ask(network.Client, "10.8.0.1", waitMilliseconds: 300));
    }
}
