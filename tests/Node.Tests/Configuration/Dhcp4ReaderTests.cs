using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Node.Configuration;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Node.Tests.Configuration;

public sealed class Dhcp4ReaderTests
{
    [Fact]
    public void Subnets_and_hosts_have_what_they_say_and_the_common_lease_time()
    {
        Dhcp4Settings dhcp4 = ConfigurationTests.Valid("""
            polymasq.dhcp4 {
              lease-time = 2h
              options { ntp-server = [192.0.2.7, 192.0.2.8], domain-search = [a.example] }
              subnets = [
                { subnet = 192.0.2.0/24, interface = lan0, range = "192.0.2.100-192.0.2.200", lease-time = infinite, options { router = 192.0.2.1, "252" = [] }
                  hosts = [
                    { mac = ["02:00:00:00:00:02", "02:00:00:00:00:03"], client-id = "01:02:00:00:00:00:02", lease-time = 1d }
                    { client-id = terminal, options { mtu = 1400 } } ] }
                { subnet = 198.51.100.0/25, range = ["198.51.100.10-198.51.100.20", 198.51.100.30] } ]
            }
            """).Dhcp4;

        Assert.Equal([42, 119], dhcp4.Options.Select(option => (int)option.Code));
        (SubnetSettings first, SubnetSettings second) = (dhcp4.Subnets[0], dhcp4.Subnets[1]);
        Assert.Equal((LeaseTime.Infinite, 7200u), (first.LeaseSeconds, second.LeaseSeconds));
        Assert.Equal(("lan0", null), (first.Interface, second.Interface));
        Assert.Equal(["198.51.100.10-198.51.100.20", "198.51.100.30"], second.Ranges.Select(range => range.ToString()));
        Assert.True(first.Options[1].Data.IsEmpty);
        Assert.Equal((2, 1, 86400u), (first.Hosts[0].HardwareAddresses.Count, first.Hosts[0].ClientIdentifiers.Count, first.Hosts[0].LeaseSeconds));
        Assert.Equal(ClientKey.Of("terminal"u8, default), first.Hosts[1].ClientIdentifiers[0]);
    }

    // What the reader lets through, the ledger must be able to use.
    [Fact]
    public void A_valid_subnet_makes_a_pool()
    {
        Dhcp4Settings dhcp4 = ConfigurationTests.Valid("""
            polymasq.dhcp4.subnets = [{ subnet = 192.0.2.0/24, range = "192.0.2.100-192.0.2.200", hosts = [{ mac = "02:01", address = 192.0.2.150 }] }]
            """).Dhcp4;

        Assert.Empty(LeasePoolCheck.Faults(Dhcp4Plan.PoolSettings(dhcp4.Subnets[0], [Ipv4Address.Parse("192.0.2.100")])));
    }

    [Theory]
    [InlineData("range = 10-20", "range[0]: '10-20' is not a range such as 10.9.0.100-10.9.0.200, the lower address first")]
    [InlineData("range = \"192.0.2.20-192.0.2.10\"", "range[0]: '192.0.2.20-192.0.2.10' is not a range such as 10.9.0.100-10.9.0.200, the lower address first")]
    [InlineData("range = \"192.0.3.1-192.0.3.9\"", "range[0]: 192.0.3.1-192.0.3.9 is not inside the subnet 192.0.2.0/24")]
    [InlineData("range = [\"192.0.2.1-192.0.2.9\"\n\"192.0.2.9-192.0.2.12\"]", "range[1]: 192.0.2.9-192.0.2.12 overlaps 192.0.2.1-192.0.2.9 (t:2:10)")]
    [InlineData("hosts = [{ address = 192.0.2.5 }]", "hosts[0]: has neither mac nor client-id, so nobody can be known as this host")]
    [InlineData("hosts = [{ mac = \"02:00\", address = 192.0.9.5 }]", "hosts[0].address: 192.0.9.5 is not the address of a host in the subnet 192.0.2.0/24")]
    [InlineData("hosts = [{ mac = \"02:00\", address = 192.0.2.255 }]", "hosts[0].address: 192.0.2.255 is not the address of a host in the subnet 192.0.2.0/24")]
    [InlineData("hosts = [{ mac = \"zz\" }]", "hosts[0].mac[0]: 'zz' is not a hardware address such as 02:00:00:00:00:01")]
    [InlineData("hosts = [{ mac = \"02:01\", name = \"a.b\" }]", "hosts[0].name: 'a.b' is not one label of letters, digits and -, such as printer")]
    [InlineData("hosts = [{ mac = \"02:01\" }\n{ mac = \"02:01\" }]", "hosts[1].mac[0]: '02:01' is given to dhcp4.subnets[0].hosts[0].mac[0] already (t:2:12)")]
    [InlineData("hosts = [{ mac = \"02:01\", address = 192.0.2.5 }\n{ mac = \"02:02\", address = 192.0.2.5 }]", "hosts[1].address: '192.0.2.5' is given to dhcp4.subnets[0].hosts[0].address already (t:2:27)")]
    [InlineData("hosts = [{ mac = \"02:01\", name = A }\n{ client-id = x, name = a }]", "hosts[1].name: 'a' is given to dhcp4.subnets[0].hosts[0].name already (t:2:27)")]
    [InlineData("lease_time = 1h", "lease_time: there is no such key; did you mean lease-time?")]
    [InlineData("interface = \"an interface\"", "interface: 'an interface' is not an interface's name; allowed are 1 to 15 characters without blanks and /")]
    [InlineData("options { router = 192.0.2.1, 3 = 192.0.2.2 }", "options.3: option 3 stands here twice, by name and by number")]
    [InlineData("interface = null", "interface: null is no value; leave the key out for its default")]
    public void A_mistake_in_a_subnet_is_said_where_it_stands(string line, string expected)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText($"polymasq.dhcp4.subnets = [{{ subnet = 192.0.2.0/24\n{line}\n}}]", "t");
        string error = Assert.Single(loaded.Errors);
        Assert.Equal($"dhcp4.subnets[0].{expected}", error[(error.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void A_slip_in_an_options_name_is_recognised() =>
        Assert.EndsWith("; did you mean router?", Assert.Single(ConfigurationLoader.LoadText("polymasq.dhcp4.options { routr = 192.0.2.1 }", "t").Errors), StringComparison.Ordinal);

    [Fact]
    public void A_short_lease_time_is_allowed_with_a_warning()
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText("polymasq.dhcp4.lease-time = 30s", "t");
        Assert.Empty(loaded.Errors);
        Assert.StartsWith("t:1:1 dhcp4.lease-time: is short", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }
}
