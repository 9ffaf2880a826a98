using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;

namespace Polymasq.Actors.Tests.Dhcp;

public sealed class PoolDescriptionTests
{
    [Fact]
    public void Each_thing_that_clients_can_tell_has_a_key_of_its_own()
    {
        Dhcp4Settings settings = Lan.Settings(Lan.Subnet() with { Options = [Lan.Option("router", "10.9.0.9")] }) with { Options = [Lan.Option("42", "10.9.0.5")] };

        Assert.Equal(
        [
            "dhcp4.authoritative = true",
            "dhcp4.load-balance = none",
            "dhcp4.options.ntp-server = 0a090005",
            "dhcp4.subnets[10.9.0.0/24].lease-time = 3600s",
            "dhcp4.subnets[10.9.0.0/24].options.router = 0a090009",
            "dhcp4.subnets[10.9.0.0/24].range = 10.9.0.100-10.9.0.200",
            "dns.domain = lab.example",
        ], PoolDescription.Of(settings).Select(entry => $"{entry.Key} = {entry.Value}"));
    }

    [Fact]
    public void The_order_of_the_file_and_the_name_of_an_interface_make_no_difference()
    {
        HostSettings printer = Host(1, "10.9.0.10"), camera = Host(2, "10.9.0.11");
        Dhcp4Settings one = Lan.Settings(Lan.Subnet() with { Interface = "lan0", Hosts = [printer, camera] }, Lan.Subnet("10.8.0.0/24", null));
        Dhcp4Settings other = Lan.Settings(Lan.Subnet("10.8.0.0/24", null), Lan.Subnet() with { Interface = "eth1", Hosts = [camera, printer] });

        Assert.Equal(PoolDescription.Of(one), PoolDescription.Of(other));
    }

    [Fact]
    public void A_host_with_another_address_is_seen()
    {
        Dhcp4Settings one = Lan.Settings(Lan.Subnet() with { Hosts = [Host(1, "10.9.0.10")] });
        Dhcp4Settings other = Lan.Settings(Lan.Subnet() with { Hosts = [Host(1, "10.9.0.12")] });

        Assert.NotEqual(PoolDescription.Of(one)["dhcp4.subnets[10.9.0.0/24].hosts"], PoolDescription.Of(other)["dhcp4.subnets[10.9.0.0/24].hosts"]);
    }

    [Fact]
    public void A_gateway_is_known_by_its_addresses_on_the_interfaces_that_are_served()
    {
        Dhcp4Service service = new(Lan.Settings(), new LedgerSettings("gw1", TimeSpan.Zero, TimeSpan.Zero), [], ["wan0"]);
        InterfaceInfo wan = Lan.Interface("10.9.0.77") with { Index = 8, Name = "wan0" };

        Assert.Equal(
            ["10.9.0.1", "10.9.0.3"],
            Dhcp4Interfaces.ServerIdentifiers(service, new InterfaceSet([Lan.Interface("10.9.0.3", Lan.Own), wan])).Select(address => address.ToString()));
    }

    private static HostSettings Host(int client, string address) =>
        new() { HardwareAddresses = [Lan.Mac(Lan.MacOf(client))], Address = Protocols.Dhcp4.Ipv4Address.Parse(address) };
}
