using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class Ipv4AddressTests
{
    [Theory]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("192.0.2.1", 0xC0000201u)]
    [InlineData("255.255.255.255", uint.MaxValue)]
    public void Text_and_number_are_the_same_address(string text, uint value)
    {
        Assert.Equal(new Ipv4Address(value), Ipv4Address.Parse(text));
        Assert.Equal(text, new Ipv4Address(value).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.-4")]
    [InlineData("01.2.3.4")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1..3.4")]
    [InlineData("1.2.3.4.")]
    public void Other_text_is_refused(string text) => Assert.False(Ipv4Address.TryParse(text, out _));

    [Fact]
    public void The_wire_has_the_highest_byte_first()
    {
        byte[] wire = new byte[Ipv4Address.Size];
        Ipv4Address.Parse("192.0.2.1").Write(wire);
        Assert.Equal([192, 0, 2, 1], wire);
        Assert.Equal(Ipv4Address.Parse("192.0.2.1"), Ipv4Address.Read(wire));
    }

    [Fact]
    public void Addresses_are_ordered_as_numbers()
    {
        Assert.True(Ipv4Address.Parse("9.255.255.255") < Ipv4Address.Parse("10.0.0.0"));
        Assert.True(Ipv4Address.Parse("200.0.0.0") > Ipv4Address.Parse("100.0.0.0"));
    }
}
