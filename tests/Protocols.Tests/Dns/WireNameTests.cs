using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

public sealed class WireNameTests
{
    [Fact]
    public void Every_octet_is_lowered_as_ASCII_whatever_its_neighbours()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        for (int length = 0; length < 20; length++)
        {
            for (int start = 0; start + length <= all.Length; start++)
            {
                byte[] octets = all[start..(start + length)];
                byte[] expected = [.. octets.Select(o => o is >= (byte)'A' and <= (byte)'Z' ? (byte)(o + 32) : o)];
                WireName.ToLower(octets);
                Assert.Equal(expected, octets);
            }
        }
    }

    [Theory]
    [InlineData("www.example.test", "example.test", true)]
    [InlineData("example.test", "example.test", true)]
    [InlineData("example.test", ".", true)]
    [InlineData("example.test", "www.example.test", false)]
    [InlineData("notexample.test", "example.test", false)]
    [InlineData("ab.test", "xb.test", false)]
    [InlineData(".", "test", false)]
    public void Below_means_at_a_label_boundary(string name, string ancestor, bool expected) =>
        Assert.Equal(expected, WireName.IsAtOrBelow(DnsNameText.ToLowerWire(name), DnsNameText.ToLowerWire(ancestor)));

    [Fact]
    public void The_parent_of_a_name_lacks_its_first_label_and_the_root_is_its_own()
    {
        Assert.Equal(DnsNameText.ToLowerWire("example.test"), WireName.Parent(DnsNameText.ToLowerWire("www.example.test")));
        Assert.Equal(WireName.Root, WireName.Parent(DnsNameText.ToLowerWire("test")));
        Assert.Equal(WireName.Root, WireName.Parent(WireName.Root));
        Assert.Equal(3, WireName.CountLabels(DnsNameText.ToLowerWire("www.example.test")));
        Assert.Equal(0, WireName.CountLabels(WireName.Root));
    }

    // RFC 4343 §3: ASCII letters only.
    [Fact]
    public void Letters_are_equal_in_any_case_and_no_other_octets_are()
    {
        for (int length = 1; length < 20; length++)
        {
            byte[] left = new byte[length], right = new byte[length];
            for (int pair = 0; pair < 256 * 256; pair += 7)
            {
                int at = pair % length;
                (left[at], right[at]) = ((byte)(pair >> 8), (byte)pair);
                Assert.Equal(Lower(left[at]) == Lower(right[at]), WireName.EqualsIgnoreCase(left, right));
                left[at] = right[at] = 0;
            }
        }

        static int Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? octet + 0x20 : octet;
    }
}
