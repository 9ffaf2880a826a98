using System.Net;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", null, null)]
    [InlineData("192.0.2.1:5353", "192.0.2.1", null, 5353)]
    [InlineData("2001:db8::1", "2001:db8::1", null, null)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null, null)]
    [InlineData("[2001:db8::1]:5353", "2001:db8::1", null, 5353)]
    [InlineData("fe80::1%lan0", "fe80::1", "lan0", null)]
    [InlineData("[fe80::1%lan0]:53", "fe80::1", "lan0", 53)]
    [InlineData("0.0.0.0:1", "0.0.0.0", null, 1)]
    [InlineData("[::]:65535", "::", null, 65535)]
    public void Addresses_are_read_with_and_without_port(string text, string address, string? zone, int? port)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress read));
        Assert.Equal(new ListenAddress(IPAddress.Parse(address), zone, port), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("192.0.2")]
    [InlineData("0300.0.2.1")]
    [InlineData("192.0.2.1:")]
    [InlineData("192.0.2.1:0")]
    [InlineData("192.0.2.1:65536")]
    [InlineData("192.0.2.1:+53")]
    [InlineData("[192.0.2.1]:53")]
    [InlineData("[2001:db8::1]53")]
    [InlineData("[2001:db8::1")]
    [InlineData("[2001:db8::1]:x")]
    [InlineData("2001:db8::1%lan0")]
    [InlineData("fe80::1%")]
    [InlineData("lan0")]
    public void Anything_else_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("192.0.2.1:5353")]
    [InlineData("[2001:db8::1]:5353")]
    [InlineData("[fe80::1%lan0]:53")]
    [InlineData("2001:db8::1")]
    public void It_is_shown_as_it_is_written(string text)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress read));
        Assert.Equal(text, read.ToString());
    }
}
