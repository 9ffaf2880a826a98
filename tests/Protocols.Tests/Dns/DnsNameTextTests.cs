using Polymasq.Protocols.Dns;

namespace Polymasq.Protocols.Tests.Dns;

// RFC 1035 §5.1
public sealed class DnsNameTextTests
{
    [Theory]
    [InlineData("www.example.test", "www.example.test.")]
    [InlineData("www.example.test.", "www.example.test.")]
    [InlineData("WWW.Example.Test", "WWW.Example.Test.")]
    [InlineData(".", ".")]
    [InlineData(@"a\.b.test", @"a\.b.test.")]
    [InlineData(@"a\046b.test", @"a\.b.test.")]
    [InlineData(@"a\\b", @"a\\b.")]
    [InlineData(@"\000\032\127\255", @"\000\032\127\255.")]
    [InlineData(@"\a\b", "ab.")]
    [InlineData("_ldap._tcp.x", "_ldap._tcp.x.")]
    [InlineData("a;b\"c(d)e@f$g", @"a\;b\""c\(d\)e\@f\$g.")]
    public void Text_comes_back_in_its_canonical_form(string text, string expected)
    {
        byte[] wire = new byte[DnsName.WireLengthMax];
        Assert.True(DnsNameText.TryParse(text, wire, out int length));
        Assert.True(DnsName.TryFromWire(wire.AsSpan(0, length), out DnsName name));
        Assert.Equal(expected, name.ToString());
        Assert.Equal(expected.Length == 1 ? expected : expected[..^1], DnsNameText.FormatRelative(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".test")]
    [InlineData("a..test")]
    [InlineData("test..")]
    [InlineData("a b")]
    [InlineData("bücher.test")]
    [InlineData("a\tb")]
    [InlineData(@"a\")]
    [InlineData(@"a\25")]
    [InlineData(@"a\256")]
    [InlineData(@"a\2x5")]
    public void What_is_no_name_is_refused(string text)
    {
        Assert.False(DnsNameText.TryParse(text, new byte[DnsName.WireLengthMax], out _));
        Assert.Null(DnsNameText.ToLowerWire(text));
    }

    [Fact]
    public void Labels_end_at_63_octets_and_names_at_255()
    {
        string label = new('a', 63);
        byte[] wire = new byte[300];
        Assert.True(DnsNameText.TryParse(label, wire, out _));
        Assert.False(DnsNameText.TryParse(label + "a", wire, out _));
        Assert.False(DnsNameText.TryParse(new string('a', 280), wire, out _));

        string three = string.Join('.', label, label, label);
        Assert.True(DnsNameText.TryParse(three + "." + label[..61], wire, out int length));
        Assert.Equal(255, length);
        Assert.False(DnsNameText.TryParse(three + "." + label[..62], wire, out _));
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_no_exception()
    {
        Assert.False(DnsNameText.TryParse("abc", new byte[4], out _));
        Assert.True(DnsNameText.TryParse("abc", new byte[5], out _));
        Assert.False(DnsNameText.TryParse(".", [], out _));
        Assert.False(DnsNameText.TryParse("a", [], out _));
    }
}
