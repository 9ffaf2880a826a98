using System.Net;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets.Interop;

namespace Polymasq.Node.Tests.Sockets.Interop;

/// <summary>The kernel's structures on 64-bit Linux, as its headers have them.</summary>
public sealed unsafe class LayoutTests
{
    [Fact]
    public void Structures_have_the_kernels_sizes()
    {
        Assert.Equal(16, sizeof(IoVector));
        Assert.Equal(56, sizeof(MessageHeader));
        Assert.Equal(64, sizeof(MultiMessageHeader));
        Assert.Equal(28, sizeof(SockAddr));
        Assert.Contains(EpollEvents.Stride, new[] { 12, 16 });
    }

    [Theory]
    [InlineData("192.0.2.1", 53)]
    [InlineData("2001:db8::1", 65535)]
    [InlineData("fe80::1%7", 5353)]
    public void Addresses_keep_everything_on_their_way_through(string address, int port)
    {
        var original = new IPEndPoint(IPAddress.Parse(address), port);

        var native = SockAddr.From(original);

        Assert.Equal(original, native.ToEndPoint());
        Assert.Equal(IpEndpoint.From(original), native.ToIpEndpoint());
        var same = SockAddr.From(IpEndpoint.From(original));
        Assert.Equal(((ReadOnlySpan<byte>)native).ToArray(), ((ReadOnlySpan<byte>)same).ToArray());
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void Packet_information_is_read_as_it_is_written(string address)
    {
        byte* control = stackalloc byte[ControlMessage.Space];
        var source = SockAddr.From(IPAddress.Parse(address), 0);

        nuint length = ControlMessage.Write(control, 7, source);

        // In a message to send the address stands where a received one has the local address, except that IPv4 has two places.
        if (source.Family == Family.Inet) *(int*)(control + 24) = *(int*)(control + 20);
        Assert.True(ControlMessage.TryRead(control, length, out int interfaceIndex, out SockAddr local));
        Assert.Equal(7, interfaceIndex);
        Assert.Equal(IPAddress.Parse(address), local.ToEndPoint().Address);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(17)]
    public void Cut_ancillary_data_is_refused(int length)
    {
        byte* control = stackalloc byte[ControlMessage.Space];
        ControlMessage.Write(control, 7, SockAddr.From(IPAddress.Loopback, 0));

        Assert.False(ControlMessage.TryRead(control, (nuint)length, out _, out _));
    }
}
