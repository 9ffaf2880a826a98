using Polymasq.Protocols.Dhcp4.Options;

namespace Polymasq.Protocols.Tests.Dhcp4.Options;

public sealed class OptionValueTests
{
    [Theory]
    [InlineData("router", "10.9.0.1", "0a090001")]
    [InlineData("Router", "10.9.0.1", "0a090001")]
    [InlineData("3", "10.9.0.1|10.9.0.2", "0a0900010a090002")]
    [InlineData("dns-server", "10.9.0.1, 10.9.0.2", "0a0900010a090002")]
    [InlineData("broadcast", "10.9.0.255", "0a0900ff")]
    [InlineData("static-route", "10.1.0.1|10.9.0.1", "0a0100010a090001")]
    [InlineData("mtu", "1400", "0578")]
    [InlineData("default-ttl", "64", "40")]
    [InlineData("T1", "600", "00000258")]
    [InlineData("time-offset", "-3600", "fffff1f0")]
    [InlineData("path-mtu-plateau-table", "68|296", "00440128")]
    [InlineData("ip-forward-enable", "true", "01")]
    [InlineData("ip-forward-enable", "off", "00")]
    [InlineData("domain-name", "lab.example", "6c61622e6578616d706c65")]
    [InlineData("captive-portal", "https://p.example/", "68747470733a2f2f702e6578616d706c652f")]
    [InlineData("ipv6-only", "1800", "00000708")]
    [InlineData("vendor-encap", "01:04:0a:09:00:01", "01040a090001")]
    [InlineData("vendor-encap", "0x01040a090001", "01040a090001")]
    [InlineData("sip-server", "10.9.0.1", "010a090001")]
    [InlineData("sip-server", "sip.example", "000373697007" + "6578616d706c6500")]
    [InlineData("lost-server", "l.example", "016c07" + "6578616d706c6500")]
    [InlineData("224", "10.9.0.1", "0a090001")]
    [InlineData("224", "200", "c8")]
    [InlineData("224", "70000", "00011170")]
    [InlineData("224", "aa:bb", "aabb")]
    [InlineData("224", "some text", "736f6d652074657874")]
    public void Configured_text_becomes_the_bytes_of_RFC_2132(string option, string values, string expected) =>
        Assert.Equal(expected, Hex(option, values.Split('|')));

    // RFC 3397 §3 shows this very value.
    [Fact]
    public void Search_domains_share_their_endings() =>
        Assert.Equal("03656e67056170706c6503636f6d00096d61726b6574696e67c004", Hex("domain-search", "eng.apple.com", "marketing.apple.com"));

    // RFC 3442 has this table: a descriptor holds the bytes the mask reaches, then comes the router.
    [Theory]
    [InlineData("0.0.0.0/0", "00")]
    [InlineData("10.0.0.0/8", "080a")]
    [InlineData("10.0.0.0/24", "180a0000")]
    [InlineData("10.17.0.0/16", "100a11")]
    [InlineData("10.27.129.0/24", "180a1b81")]
    [InlineData("10.229.0.128/25", "190a e500 80")]
    [InlineData("10.198.122.47/32", "200ac67a2f")]
    public void Routes_are_packed(string prefix, string descriptor)
    {
        string expected = descriptor.Replace(" ", "", StringComparison.Ordinal) + "0a090001";
        Assert.Equal(expected, Hex("classless-static-route", prefix, "10.9.0.1"));
        Assert.Equal(expected, Hex("121", $"{prefix} via 10.9.0.1"));
    }

    [Theory]
    [InlineData("no-such-thing", "1", "no option is called 'no-such-thing'")]
    [InlineData("0", "1", "numbers from 1 to 254")]
    [InlineData("255", "1", "numbers from 1 to 254")]
    [InlineData("256", "1", "numbers from 1 to 254")]
    [InlineData("lease-time", "1", "set by the server itself")]
    [InlineData("router", "10.9.0.256", "'10.9.0.256' is not an IPv4 address")]
    [InlineData("broadcast", "10.9.0.1|10.9.0.2", "allowed is one IPv4 address")]
    [InlineData("static-route", "10.9.0.1", "allowed are pairs")]
    [InlineData("mtu", "65536", "one number from 0 to 65535")]
    [InlineData("default-ttl", "-1", "one number from 0 to 255")]
    [InlineData("mtu", "1400|1500", "2 values")]
    [InlineData("ip-forward-enable", "maybe", "true or false")]
    [InlineData("domain-name", "", "empty")]
    [InlineData("domain-name", "a|b", "allowed is one text")]
    [InlineData("vendor-encap", "hello", "hexadecimal")]
    [InlineData("vendor-encap", "0x123", "hexadecimal")]
    [InlineData("domain-search", "a..b", "1 to 63 characters")]
    [InlineData("domain-search", "a b!", "'b!' is not a domain name")]
    [InlineData("classless-static-route", "10.0.0.0/8", "a prefix without a router")]
    [InlineData("classless-static-route", "10.0.0.0/33|10.9.0.1", "'10.0.0.0/33' is not a prefix")]
    public void A_wrong_value_is_told_with_what_is_allowed(string option, string values, string expected)
    {
        Assert.False(OptionValue.TryParse(option, values.Split('|'), out OptionValue? value, out string? error));
        Assert.Null(value);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_means_that_the_option_is_not_sent()
    {
        Assert.True(OptionValue.TryParse("router", [], out OptionValue? value, out _));
        Assert.True(value!.Data.IsEmpty);
    }

    [Theory]
    [InlineData("ntp-server", "0.0.0.0", true)]
    [InlineData("ntp-server", "10.0.0.0", false)]
    [InlineData("arp-timeout", "0", false)]
    public void Zero_addresses_stand_for_ourselves(string option, string value, bool expected)
    {
        Assert.True(OptionValue.TryParse(option, [value], out OptionValue? parsed, out _));
        Assert.Equal(expected, parsed!.NamesOurselves);
    }

    [Fact]
    public void Values_longer_than_a_message_are_refused()
    {
        Assert.False(OptionValue.TryParse("root-path", [new string('x', 1025)], out _, out string? error));
        Assert.Contains("allowed are 1024", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_rises_and_names_nothing_twice()
    {
        Assert.Equal(OptionTable.All.Select(option => option.Code).Distinct().Order(), OptionTable.All.Select(option => option.Code));
        Assert.Equal(OptionTable.All.Count, OptionTable.All.Select(option => option.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static string Hex(string option, params string[] values)
    {
        Assert.True(OptionValue.TryParse(option, values, out OptionValue? value, out string? error), error);
        return Convert.ToHexStringLower(value!.Data);
    }
}
