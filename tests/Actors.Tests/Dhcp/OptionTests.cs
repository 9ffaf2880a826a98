using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

/// <summary>What OFFER and ACK tell a client (RFC 2131 §4.3.1, RFC 2132).</summary>
public sealed class OptionTests
{
    [Fact]
    public void Without_configuration_a_client_gets_ourselves_as_router_and_name_server()
    {
        SentMessage offer = new DhcpFixture().Ask(Lan.Message(MessageType.Discover));

        Assert.Equal("255.255.255.0", offer.Address(OptionCode.SubnetMask));
        Assert.Equal("10.9.0.255", offer.Address(OptionCode.Broadcast));
        Assert.Equal(Lan.Own, offer.Address(OptionCode.Router));
        Assert.Equal(Lan.Own, offer.Address(OptionCode.DnsServer));
        Assert.Equal("lab.example", offer.Text(OptionCode.DomainName));
    }

    // RFC 2131 §4.4.5.
    [Fact]
    public void Renewal_and_rebinding_times_are_a_half_and_seven_eighths()
    {
        SentMessage offer = new DhcpFixture().Ask(Lan.Message(MessageType.Discover));

        Assert.Equal(3600u, offer.Seconds(OptionCode.LeaseTime));
        Assert.Equal(1800u, offer.Seconds(OptionCode.RenewalTime));
        Assert.Equal(3150u, offer.Seconds(OptionCode.RebindingTime));
    }

    [Theory]
    [InlineData("600", "1200", 600u, 1200u)]
    [InlineData("600", "600", 1800u, 3150u)] // T1 < T2 < lease must hold, or neither is used
    [InlineData("600", "3600", 1800u, 3150u)]
    public void Configured_times_are_used_if_they_are_in_order(string renewal, string rebinding, uint expectedRenewal, uint expectedRebinding)
    {
        SubnetSettings subnet = Lan.Subnet() with { Options = [Lan.Option("T1", renewal), Lan.Option("T2", rebinding)] };

        SentMessage offer = new DhcpFixture(Lan.Settings(subnet)).Ask(Lan.Message(MessageType.Discover));

        Assert.Equal(expectedRenewal, offer.Seconds(OptionCode.RenewalTime));
        Assert.Equal(expectedRebinding, offer.Seconds(OptionCode.RebindingTime));
    }

    // RFC 2131 §3.3.
    [Fact]
    public void A_lease_for_ever_has_no_renewal_time()
    {
        SentMessage offer = new DhcpFixture(Lan.Settings(Lan.Subnet() with { LeaseSeconds = LeaseTime.Infinite })).Ask(Lan.Message(MessageType.Discover));

        Assert.Equal(uint.MaxValue, offer.Seconds(OptionCode.LeaseTime));
        Assert.False(offer.Has(OptionCode.RenewalTime) || offer.Has(OptionCode.RebindingTime));
    }

    // RFC 2132 §9.8: in the client's order; §3.3: but the mask before the router. Nothing twice, or RFC 3396 would join it.
    [Fact]
    public void Parameters_come_in_the_clients_order_and_each_once()
    {
        Dhcp4Bytes discover = Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.ParameterRequestList, 15, 3, 6, 3, 1, 53, 54, 51, 58, 3);

        Assert.Equal([53, 54, 51, 58, 59, 1, 15, 3, 6], new DhcpFixture().Ask(discover).Codes);
    }

    [Fact]
    public void What_is_not_asked_for_is_not_sent_but_the_mask()
    {
        SubnetSettings subnet = Lan.Subnet() with { Options = [Lan.Option("ntp-server", "10.9.0.5")] };

        SentMessage offer = new DhcpFixture(Lan.Settings(subnet)).Ask(Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.ParameterRequestList, 6));

        Assert.Equal([53, 54, 51, 58, 59, 1, 6], offer.Codes);
    }

    [Fact]
    public void A_client_without_a_list_gets_everything()
    {
        SubnetSettings subnet = Lan.Subnet() with { Options = [Lan.Option("ntp-server", "10.9.0.5")] };

        SentMessage offer = new DhcpFixture(Lan.Settings(subnet)).Ask(Dhcp4Bytes.Of(MessageType.Discover));

        Assert.Equal([53, 54, 51, 58, 59, 1, 3, 6, 15, 28, 42], offer.Codes);
    }

    [Fact]
    public void A_hosts_options_count_before_its_subnets_and_those_before_everybodys()
    {
        Dhcp4Settings settings = Lan.Settings(Lan.Subnet() with
        {
            Options = [Lan.Option("router", "10.9.0.2"), Lan.Option("dns-server", "10.9.0.2")],
            Hosts = [new HostSettings { HardwareAddresses = [Lan.Mac(Lan.MacOf(1))], Options = [Lan.Option("router", "10.9.0.3")] }],
        }) with { Options = [Lan.Option("dns-server", "10.9.0.4"), Lan.Option("domain-name", "all.example")] };
        DhcpFixture lan = new(settings);

        SentMessage known = lan.Ask(Lan.Message(MessageType.Discover, client: 1));
        SentMessage unknown = lan.Ask(Lan.Message(MessageType.Discover, client: 2));

        Assert.Equal(("10.9.0.3", "10.9.0.2", "all.example"), (known.Address(OptionCode.Router), known.Address(OptionCode.DnsServer), known.Text(OptionCode.DomainName)));
        Assert.Equal(("10.9.0.2", "10.9.0.2"), (unknown.Address(OptionCode.Router), unknown.Address(OptionCode.DnsServer)));
    }

    [Fact]
    public void An_option_configured_empty_is_withheld()
    {
        SentMessage offer = new DhcpFixture(Lan.Settings(Lan.Subnet() with { Options = [Lan.Option("router")] })).Ask(Lan.Message(MessageType.Discover));

        Assert.False(offer.Has(OptionCode.Router));
        Assert.True(offer.Has(OptionCode.DnsServer));
    }

    [Fact]
    public void The_zero_address_stands_for_ourselves()
    {
        DhcpFixture lan = new(Lan.Settings(Lan.Subnet() with { Options = [Lan.Option("dns-server", "10.9.0.5", "0.0.0.0")] }));

        Assert.Equal([10, 9, 0, 5, 10, 9, 0, 1], lan.Ask(Lan.Message(MessageType.Discover)).Option(OptionCode.DnsServer));
    }

    [Fact]
    public void Without_DNS_on_port_53_we_are_nobodys_name_server()
    {
        Assert.False(new DhcpFixture(Lan.Settings() with { AnnounceDns = false }).Ask(Lan.Message(MessageType.Discover)).Has(OptionCode.DnsServer));
    }

    // RFC 6842 §3.
    [Fact]
    public void The_client_identifier_is_returned_in_ack_and_nak()
    {
        DhcpFixture lan = new();

        Assert.Equal([0, 7, 8], lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.ClientIdentifier, 0, 7, 8)).Option(OptionCode.ClientIdentifier));
        SentMessage nak = lan.Ask(Lan.Message(MessageType.Request).With(OptionCode.ClientIdentifier, 0, 7, 8).With(OptionCode.RequestedAddress, "192.168.1.5"));
        Assert.Equal(MessageType.Nak, nak.Type);
        Assert.Equal([0, 7, 8], nak.Option(OptionCode.ClientIdentifier));
    }

    // RFC 4702 §4: answered in kind if the client sent it; S and O say that the server enters the name.
    [Fact]
    public void A_clients_FQDN_is_answered_with_the_name_it_has_here()
    {
        DhcpFixture lan = new();

        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover).With(OptionCode.ClientFqdn, [0, 0, 0, .. "laptop.elsewhere.example"u8]));

        Assert.Equal([3, 255, 255, .. "laptop.lab.example"u8], offer.Option(OptionCode.ClientFqdn));
        Assert.False(lan.Ask(Lan.Message(MessageType.Discover, 2).With(OptionCode.HostName, [.. "pc"u8])).Has(OptionCode.ClientFqdn));
    }

    [Fact]
    public void The_name_a_client_gives_itself_is_kept_with_its_lease()
    {
        DhcpFixture lan = new();
        SentMessage offer = lan.Ask(Lan.Message(MessageType.Discover));

        SentMessage ack = lan.Ask(DhcpFixture.Selecting(offer).With(OptionCode.HostName, [.. "Ann's pc"u8]).With(OptionCode.VendorClass, [.. "MSFT 5.0"u8]));

        Assert.Equal("Ann-s-pc", ack.Text(OptionCode.HostName));
        Assert.Equal("Ann-s-pc", lan.Store.Events[0].Hostname);
        Assert.Equal("MSFT 5.0", lan.Store.Events[0].VendorClass);
    }

    // RFC 2132 §9.10: 576 bytes unless the client says that it takes more; §9.3: file and sname first.
    [Fact]
    public void A_large_reply_stays_below_what_the_client_takes()
    {
        SubnetSettings subnet = Lan.Subnet() with
        {
            Options = [.. Enumerable.Range(224, 4).Select(code => Lan.Option(code.ToString(System.Globalization.CultureInfo.InvariantCulture), new string('x', 120)))],
        };
        DhcpFixture lan = new(Lan.Settings(subnet));
        Dhcp4Bytes discover = Dhcp4Bytes.Of(MessageType.Discover).With(OptionCode.ParameterRequestList, 224, 225, 226, 227, 3);

        SentMessage small = lan.Ask(discover);
        SentMessage large = lan.Ask(discover.With(OptionCode.MaximumMessageSize, 5, 220));

        Assert.InRange(small.Bytes.Length, 300, 548);
        Assert.True(small.Has((OptionCode)224) && small.Has((OptionCode)225) && small.Has((OptionCode)226) && small.Has(OptionCode.Router));
        Assert.False(small.Has((OptionCode)227));
        Assert.Equal(1, lan.Counters[Dhcp4Counter.OptionsDropped]);
        Assert.True(large.Has((OptionCode)227));
        Assert.False(large.Has(OptionCode.Overload));
    }
}
