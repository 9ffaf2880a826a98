using System.Collections.Immutable;
using System.Net;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames.Configured;

public sealed class InterfaceNamesTests
{
    // dnsmasq: interface-name
    [Fact]
    public void An_interface_gives_its_addresses_but_no_link_local_ones()
    {
        LocalNamesFixture names = With(new InterfaceNameRule(Wire("gw.test"), "lan0", InterfaceFamilies.Both, [], []));
        Assert.Equal("NoError 10.9.0.1 192.0.2.129", names.Ask("gw.test"));
        Assert.Equal("NoError 2001:db8:9::1", names.Ask("gw.test", RecordType.AAAA));
        Assert.Equal("NoError gw.test.", names.Ask("129.2.0.192.in-addr.arpa", RecordType.PTR));
    }

    // dnsmasq: dynamic-host
    [Fact]
    public void A_host_part_stands_under_the_prefixes_of_the_interface()
    {
        LocalNamesFixture names = With(new InterfaceNameRule(
            Wire("nas.test"), "lan0", InterfaceFamilies.Both, [.. IPAddress.Parse("0.0.0.200").GetAddressBytes()], [.. IPAddress.Parse("::2:3").GetAddressBytes()]));
        Assert.Equal("NoError 10.9.0.200 192.0.2.200", names.Ask("nas.test"));
        Assert.Equal("NoError 2001:db8:9::2:3", names.Ask("nas.test", RecordType.AAAA));
    }

    [Fact]
    public void A_name_of_an_interface_that_is_not_there_is_not_known() =>
        Assert.Equal("pass", With(new InterfaceNameRule(Wire("gw.test"), "wan0", InterfaceFamilies.Both, [], [])).Ask("gw.test"));

    // dnsmasq: localise-queries
    [Theory]
    [InlineData("10.9.0.1", "NoError 10.9.0.7")]
    [InlineData("192.0.2.129", "NoError 192.0.2.200")]
    [InlineData("127.0.0.1", "NoError 10.9.0.7 192.0.2.100 192.0.2.200")]
    public void Near_addresses_are_given_to_who_asks_over_their_subnet(string to, string expected)
    {
        LocalNamesFixture names = new(Settings with { LocaliseQueries = true }, "10.9.0.7 nas\n192.0.2.100 nas\n192.0.2.200 nas\n");
        Assert.Equal(expected, names.Ask("nas", to: to));

        ConfiguredRecord[] records = [.. new[] { "10.9.0.7", "192.0.2.100", "192.0.2.200" }.Select(static address => new ConfiguredRecord(Wire("nas.test"), RecordType.A, [.. IPAddress.Parse(address).GetAddressBytes()]))];
        names = new(Settings with { LocaliseQueries = true, Configured = ConfiguredNames.None with { Records = [.. records] } });
        Assert.Equal(expected, names.Ask("nas.test", to: to));
    }

    [Fact]
    public void Several_addresses_take_turns()
    {
        LocalNamesFixture names = new(Settings with { NoRoundRobin = false }, "10.9.0.7 nas\n10.9.0.8 nas\n10.9.0.9 nas\n");
        HashSet<string> seen = [];
        for (ushort id = 0; id < 3; id++) seen.Add(names.AskWithId("nas", id));
        Assert.Equal(["NoError 10.9.0.7 10.9.0.8 10.9.0.9", "NoError 10.9.0.8 10.9.0.9 10.9.0.7", "NoError 10.9.0.9 10.9.0.7 10.9.0.8"], seen.Order());
    }

    private static LocalNamesFixture With(InterfaceNameRule rule) => new(Settings with { Configured = ConfiguredNames.None with { InterfaceNames = [rule] } });

    private static ImmutableArray<byte> Wire(string name) => [.. DnsNameText.ToLowerWire(name)!];
}
