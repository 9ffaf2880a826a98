using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Dhcp;
using Polymasq.Node.Tests.Namespaces;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Tests.Sockets.Dhcp;

public sealed class ConflictProbeTests : IDisposable
{
    private const int Wait = 30_000;

    private readonly Link _link = new();
    private readonly EpollPoller _poller = new(NullLogger.Instance);
    private readonly RefProbe<Dhcp4ListenerMessage> _listener = new();
    private readonly ConflictProbe _probe;

    public ConflictProbeTests()
    {
        _poller.Poll(0); // the test's thread is the lane
        var interfaces = new KnownInterfaces(new InterfaceSet([_link.ServerEnd]));
        _probe = _link.Server.Run(() => new ConflictProbe(interfaces, _poller, NullLogger.Instance));
        _link.Client.Ip("addr add 10.77.0.9/24 dev cli0");
    }

    [Fact]
    public void A_holder_on_the_link_is_found_by_ARP_and_told_with_its_hardware()
    {
        Assert.True(_probe.TryStart(Request("10.77.0.9", 1, onLink: true)));

        Dhcp4ListenerMessage told = Told();
        Assert.Equal(1, told.Correlation);
        Assert.Equal(new HardwareAddress(1, Link.ClientHardware), told.Hardware);
    }

    [Fact]
    public void A_holder_behind_a_router_is_found_by_an_echo()
    {
        _link.Client.Ip("addr add 192.0.2.9/32 dev lo");
        _link.Server.Ip("route add 192.0.2.0/24 via 10.77.0.9");

        Assert.True(_probe.TryStart(Request("192.0.2.9", 2, onLink: false)));

        Dhcp4ListenerMessage told = Told();
        Assert.Equal(2, told.Correlation);
        Assert.True(told.Hardware.IsNone);
    }

    [Fact]
    public void Nobody_answers_for_a_free_address()
    {
        Assert.True(_probe.TryStart(Request("10.77.0.10", 1, onLink: true)));
        Assert.True(_probe.TryStart(Request("10.77.0.9", 2, onLink: true)));

        Assert.Equal(2, Told().Correlation);
        Assert.Equal(0, _listener.Count);
    }

    [Fact]
    public void An_answer_after_the_end_of_a_probe_is_not_told()
    {
        Assert.True(_probe.TryStart(Request("10.77.0.9", 1, onLink: true)));
        _probe.Stop(1);
        Assert.True(_probe.TryStart(Request("10.77.0.9", 2, onLink: true)));

        Assert.Equal(2, Told().Correlation);
        _probe.Stop(2);
        Assert.Equal(0, _probe.Pending);
    }

    [Fact]
    public void Where_nothing_can_be_sent_it_says_so()
    {
        Assert.False(_probe.TryStart(Request("203.0.113.1", 1, onLink: false)));
        Assert.Equal(0, _probe.Pending);
    }

    private ConflictProbeRequest Request(string address, long correlation, bool onLink) => new(
        Ipv4Address.Parse(address), Ipv4Address.Parse("10.77.0.1"), _link.ServerEnd.Index, onLink, correlation, _listener);

    private Dhcp4ListenerMessage Told()
    {
        for (int polls = 0; _listener.Count == 0 && polls < 3; polls++) _poller.Poll(Wait);
        return _listener.Take(0);
    }

    public void Dispose()
    {
        _probe.Dispose();
        _poller.Dispose();
        _link.Dispose();
    }

    private sealed record KnownInterfaces(InterfaceSet? Current) : IInterfaceSource;
}
