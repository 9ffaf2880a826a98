using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Tests.Dhcp;

// Clocks that differ by up to the bound: nobody is refused, and nobody's address goes to another.
public sealed class ClockSkewTests
{
    [Theory]
    [InlineData(0, 240, -60)]
    [InlineData(0, -240, 60)]
    [InlineData(150, -150, 0)]
    public void A_renewal_that_all_gateways_get_is_written_once_and_acknowledged_by_all(int first, int second, int third)
    {
        DhcpCluster net = new(3, null, first, second, third);
        string address = net.Lease(1);
        net.Advance(1800);

        List<(int Gateway, SentMessage Message)> acks = net.Broadcast(Lan.Message(MessageType.Request) with { Ciaddr = address });

        Assert.Equal(3, acks.Count);
        Assert.All(acks, ack => Assert.Equal(MessageType.Ack, ack.Message.Type));
        Assert.All(acks, ack => Assert.InRange(ack.Message.Seconds(OptionCode.LeaseTime), 3000u, 3600u));
        Assert.Equal([LeaseEventKind.Leased, LeaseEventKind.Renewed], net.Store.Events.Select(e => e.Kind));
    }

    [Fact]
    public void A_lease_is_ended_by_one_gateway_and_not_before_the_slowest_clock_agrees()
    {
        DhcpCluster net = new(3, null, 150, 0, -150);
        net.Lease(1, gateway: 3);
        DateTimeOffset until = net.Store.Events[0].Until;

        net.Advance(3600 + 1800);

        LeaseEvent expired = Assert.Single(net.Store.Events, e => e.Kind == LeaseEventKind.Expired);
        Assert.True(expired.At >= until + DhcpCluster.ClockBound);
        Assert.Equal(2, net.Store.Events.Count);
    }

    [Fact]
    public void A_holder_that_is_late_by_one_clock_and_not_by_another_is_served()
    {
        DhcpCluster net = new(2, null, 0, 240);
        string address = net.Lease(1, gateway: 1);
        net.Advance(3500); // over for gw2

        List<(int Gateway, SentMessage Message)> acks = net.Broadcast(Lan.Message(MessageType.Request) with { Ciaddr = address });

        Assert.Contains(acks, ack => ack.Gateway == 2 && ack.Message.Type == MessageType.Ack);
        Assert.DoesNotContain(acks, ack => ack.Message.Type == MessageType.Nak);
    }
}
