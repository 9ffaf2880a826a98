using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using static Polymasq.Actors.Tests.Listeners.Machine;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class ListenPlanTests
{
    private static readonly InterfaceSet Gateway = With(
        Interface(2, "lan0", "10.9.0.1/24", "fe80::1/64", "2001:db8:9::1/64"),
        Interface(3, "wan0", "192.0.2.2/24"),
        Interface(4, "vnet12", "10.8.0.1/24"));

    [Fact]
    public void Without_settings_every_address_of_every_interface_is_served()
    {
        var plan = ListenPlan.Compute(Settings(), Gateway);

        Assert.Equal(
            ["127.0.0.1:53", "[::1]:53", "10.9.0.1:53", "[fe80::1%2]:53", "[2001:db8:9::1]:53", "192.0.2.2:53", "10.8.0.1:53"],
            plan.EndPoints());
        Assert.True(plan.Served.Contains(99));
    }

    [Fact]
    public void Each_address_is_served_over_udp_and_tcp()
    {
        var plan = ListenPlan.Compute(Settings("wan0"), Gateway);

        Assert.Equal(["udp 192.0.2.2:53 (wan0)", "tcp 192.0.2.2:53 (wan0)"], plan.Targets.Select(target => target.ToString()));
    }

    [Fact]
    public void A_named_interface_alone_is_bound_and_not_even_loopback_beside_it()
    {
        var plan = ListenPlan.Compute(Settings("lan0"), Gateway);

        Assert.Equal(["10.9.0.1:53", "[fe80::1%2]:53", "[2001:db8:9::1]:53"], plan.EndPoints());
        Assert.True(plan.Served.Contains(2));
        Assert.True(plan.Served.Contains(1), "the gateway itself asks its LAN address over lo");
        Assert.False(plan.Served.Contains(3));
        Assert.False(plan.Served.Contains(99));
    }

    [Theory]
    [InlineData("vnet*", "", "10.8.0.1:53")]
    [InlineData("* ", "lo lan* wan0", "10.8.0.1:53")]
    [InlineData("", "lo lan0 wan0", "10.8.0.1:53")]
    [InlineData("vnet12 wan0", "wan0", "10.8.0.1:53")]
    [InlineData("VNET12", "", "")]
    public void Names_may_end_in_a_star_and_exceptions_win(string interfaces, string except, string expected)
    {
        var plan = ListenPlan.Compute(Settings(interfaces, except), Gateway);

        Assert.Equal(expected, string.Join(' ', plan.EndPoints()));
    }

    [Fact]
    public void Addresses_given_alone_are_all_that_is_bound()
    {
        var plan = ListenPlan.Compute(Settings(addresses: "10.9.0.1:5353 127.0.0.2 [fe80::1%lan0]:54 [::1]:5353"), Gateway);

        Assert.Equal(["10.9.0.1:5353", "127.0.0.2:53", "[fe80::1%2]:54", "[::1]:5353"], plan.EndPoints());
        Assert.True(plan.Served.Contains(3));
    }

    [Fact]
    public void Addresses_beside_interfaces_are_added_and_their_interface_is_served()
    {
        var plan = ListenPlan.Compute(Settings("lan0", addresses: "192.0.2.2 10.9.0.1"), Gateway);

        Assert.Equal(["10.9.0.1:53", "[fe80::1%2]:53", "[2001:db8:9::1]:53", "192.0.2.2:53"], plan.EndPoints());
        Assert.True(plan.Served.Contains(3));
        Assert.False(plan.Served.Contains(4));
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        var plan = ListenPlan.Compute(Settings("lan0 lan7 tap*", addresses: "10.77.0.1 [fe80::1%wan0]:53"), Gateway);

        Assert.Equal(["lan7"], plan.AbsentInterfaces);
        Assert.Equal(["10.77.0.1", "[fe80::1%wan0]:53"], plan.AbsentAddresses.Select(address => address.ToString()));
    }

    // RFC 4862 §5.4: a tentative address must not be used yet, a duplicate one never.
    [Theory]
    [InlineData(AddressFlags.Tentative, "")]
    [InlineData(AddressFlags.DadFailed, "")]
    [InlineData(AddressFlags.Tentative | AddressFlags.Optimistic, "[2001:db8::1]:53")]
    [InlineData(AddressFlags.Deprecated, "[2001:db8::1]:53")]
    public void An_address_is_bound_when_it_is_usable(AddressFlags flags, string expected)
    {
        InterfaceInfo lan = Interface(2, "lan0") with { Addresses = [Address("2001:db8::1/64", flags: flags)] };

        var plan = ListenPlan.Compute(Settings("lan0"), With(lan));

        Assert.Equal(expected, string.Join(' ', plan.EndPoints()));
    }

    [Fact]
    public void An_interface_that_is_down_has_nothing_to_bind()
    {
        InterfaceSet down = With(Interface(2, "lan0", "10.9.0.1/24") with { IsUp = false });

        Assert.Empty(ListenPlan.Compute(Settings("lan0"), down).Targets);
        Assert.Single(ListenPlan.Compute(Settings(addresses: "10.9.0.1"), down).AbsentAddresses);
    }

    [Fact]
    public void Loopback_is_served_by_its_two_well_known_addresses_and_by_those_it_has_for_the_network()
    {
        InterfaceInfo lo = Interface(1, "lo", "127.0.0.1/8", "127.0.0.53/8", "::1/128", "192.0.2.53/32") with { IsLoopback = true };

        var plan = ListenPlan.Compute(Settings(), new InterfaceSet([lo]));

        Assert.Equal(["127.0.0.1:53", "[::1]:53", "192.0.2.53:53"], plan.EndPoints());
    }

    [Fact]
    public void An_address_on_two_interfaces_is_bound_once()
    {
        InterfaceSet twice = With(Interface(2, "lan0", "10.9.0.1/24"), Interface(3, "lan1", "10.9.0.1/24"));

        Assert.Equal(["10.9.0.1:53"], ListenPlan.Compute(Settings("lan*"), twice).EndPoints());
    }

    [Fact]
    public void The_wildcard_mode_binds_two_sockets_and_filters()
    {
        var plan = ListenPlan.Compute(Settings("lan0", bind: BindMode.Wildcard, addresses: "10.9.0.1 10.9.0.1:54"), Gateway);

        Assert.Equal(["0.0.0.0:53", "[::]:53", "10.9.0.1:54"], plan.EndPoints());
        Assert.True(plan.Targets[0].IsWildcard);
        Assert.True(plan.Served.Contains(2));
        Assert.False(plan.Served.Contains(3));
    }

    [Fact]
    public void Exceptions_are_filtered_where_everything_else_is_served()
    {
        var plan = ListenPlan.Compute(Settings(except: "wan0", bind: BindMode.Wildcard), Gateway);

        Assert.False(plan.Served.Contains(3));
        Assert.True(plan.Served.Contains(2));
        Assert.True(plan.Served.Contains(99));
    }

    [Fact]
    public void Port_zero_turns_it_off() => Assert.Empty(ListenPlan.Compute(Settings(port: 0), Gateway).Targets);
}
