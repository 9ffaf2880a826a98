using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Protocols.Tests.Dhcp4;

public sealed class HardwareAddressTests
{
    [Theory]
    [InlineData("02:00:00:00:00:01", "02:00:00:00:00:01")]
    [InlineData("02-00-00-00-00-01", "02:00:00:00:00:01")]
    [InlineData("2:0:0:0:0:A", "02:00:00:00:00:0a")]
    [InlineData("06-02:00:00:00:00:01", "06-02:00:00:00:00:01")]
    public void Text_is_read_and_written_in_one_form(string text, string written)
    {
        Assert.True(HardwareAddress.TryParse(text, out HardwareAddress address));
        Assert.Equal(6, address.Length);
        Assert.Equal(written, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:00:0g")]
    [InlineData("002:00:00:00:00:01")]
    [InlineData("1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:10:11")]
    public void Other_text_is_refused(string text) => Assert.False(HardwareAddress.TryParse(text, out _));

    [Fact]
    public void Length_and_type_make_a_difference()
    {
        HardwareAddress six = new(1, [2, 0, 0, 0, 0, 0]);
        Assert.Equal(six, new HardwareAddress(1, [2, 0, 0, 0, 0, 0]));
        Assert.NotEqual(six, new HardwareAddress(1, [2, 0, 0, 0, 0]));
        Assert.NotEqual(six, new HardwareAddress(6, [2, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Sixteen_bytes_fit_and_more_are_cut()
    {
        byte[] wire = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
        HardwareAddress address = new(32, wire);
        byte[] written = new byte[HardwareAddress.LengthMax];
        address.Write(written);
        Assert.Equal(wire[..16], written);
    }
}
