using System.Net;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Leases;
using Polymasq.Node.Configuration;

namespace Polymasq.Node.Tests.Configuration;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("dns.cache-size = 1000", "dns.cache-size: there is no such key; dnsmasq's cache-size is dns.cache.max-bytes here")]
    [InlineData("dns.neg-ttl = 60s", "dnsmasq's neg-ttl is dns.cache.neg-ttl here")]
    [InlineData("dns.rev-server = a", "dnsmasq's rev-server is dns.servers here")]
    [InlineData("log-queries = true", "log-queries: there is no such key; dnsmasq's log-queries is log.queries here")]
    [InlineData("dns.interface = lan0", "dnsmasq's interface is listen.interfaces here")]
    [InlineData("dhcp4.dhcp-range = a", "dnsmasq's dhcp-range is dhcp4.subnets here")]
    public void Who_uses_a_name_of_dnsmasqs_is_told_ours(string setting, string error) =>
        Assert.Contains(error, Assert.Single(Errors($"polymasq.{setting}")), StringComparison.Ordinal);

    [Fact]
    public void The_defaults_alone_are_a_configuration()
    {
        NodeSettings settings = Valid("");

        Assert.Equal(53, settings.Listen.Port);
        Assert.Equal(64 * 1024 * 1024, settings.Dns.Cache.BytesMax);
        Assert.Equal(TimeSpan.FromDays(90), settings.History);
        Assert.Empty(settings.Dhcp4.Subnets);
        Assert.NotEmpty(settings.Name);
    }

    [Fact]
    public void A_gateway_is_read_whole()
    {
        NodeSettings settings = Valid("""
            polymasq {
              node.name = gw1
              listen { interfaces = ["lan0"], addresses = ["[::1]:5353"] }
              dns { port = 5353, domain = lab.example, servers = ["192.0.2.53", "192.0.2.54#5300", { server = "[2001:db8::1]:54", domains = [corp.example] }] }
              dhcp4.subnets = [{
                subnet = "10.9.0.0/24", interface = lan0, range = "10.9.0.100-10.9.0.200", lease-time = 12h
                options { router = ["10.9.0.1"], 42 = "10.9.0.1" }
                hosts = [{ mac = "02:00:00:00:00:01", address = "10.9.0.10", name = printer, lease-time = infinite }]
              }]
            }
            """);

        Assert.Equal("gw1", settings.Name);
        Assert.Equal(["192.0.2.53:53", "192.0.2.54:5300", "[2001:db8::1]:54"], settings.Dns.Upstreams.Servers.Select(server => server.Target.ToString()));
        Assert.Equal(["corp.example"], settings.Dns.Upstreams.Servers[2].Domains);
        Assert.Equal(IPAddress.IPv6Loopback, settings.Listen.Addresses.Single().Address);
        SubnetSettings subnet = settings.Dhcp4.Subnets.Single();
        Assert.Equal(43200u, subnet.LeaseSeconds);
        Assert.Equal([(byte)3, (byte)42], subnet.Options.Select(option => (byte)option.Code));
        HostSettings host = subnet.Hosts.Single();
        Assert.Equal(("printer", LeaseTime.Infinite), (host.Name, host.LeaseSeconds));
        Assert.False(settings.Dhcp4.AnnounceDns);
    }

    [Fact]
    public void All_errors_come_at_once_each_with_its_place_key_and_what_is_allowed()
    {
        IReadOnlyList<string> errors = Errors("""
            polymasq {
              dns {
                prot = 53
                cache.max-ttl = 60
                cache.neg-ttl = "1 fortnight"
                servers = ["192.0.2.300", "quic://192.0.2.1"]
              }
              dhcp4.subnets = [{ subnet = "10.9.0.0/24", range = "10.8.0.1-10.8.0.9", options { ruter = "10.9.0.1" } }]
              log.level = loud
            }
            """);

        Assert.Equal(8, errors.Count);
        Assert.Equal("test.conf:3:5 dns.prot: there is no such key; did you mean port?", errors[0]);
        Assert.StartsWith("test.conf:4:5 dns.cache.max-ttl: '60' has no unit; allowed is a time from 0s to", errors[1], StringComparison.Ordinal);
        Assert.StartsWith("test.conf:5:5 dns.cache.neg-ttl: '1 fortnight' is not a time from 0s to 7d", errors[2], StringComparison.Ordinal);
        Assert.StartsWith("test.conf:6:16 dns.servers[0]: '192.0.2.300' is not an upstream server", errors[3], StringComparison.Ordinal);
        Assert.Contains("is not an upstream server; allowed is ADDR", errors[4], StringComparison.Ordinal);
        Assert.StartsWith("test.conf:8:46 dhcp4.subnets[0].range[0]: 10.8.0.1-10.8.0.9 is not inside the subnet 10.9.0.0/24", errors[5], StringComparison.Ordinal);
        Assert.Contains("no option is called 'ruter'", errors[6], StringComparison.Ordinal);
        Assert.Equal("test.conf:9:3 log.level: 'loud' is not one of info, debug, warning, error, none", errors[7]);
    }

    [Theory]
    [InlineData("dhcp4.subnets = [{ range = \"10.9.0.1-10.9.0.9\" }]", "has no subnet")]
    [InlineData("dhcp4.subnets = [{ subnet = \"10.9.0.0/24\", hosts = [{ address = \"10.9.0.1\" }] }]", "neither mac nor client-id")]
    [InlineData("dhcp4.subnets = [{ subnet = \"10.9.0.0/24\" }, { subnet = \"10.9.0.128/25\" }]", "overlaps 10.9.0.0/24")]
    [InlineData("dhcp4.lease-time = 5s", "out of bounds")]
    [InlineData("listen.addresses = [\"lan0\"]", "'lan0' is not an address")]
    [InlineData("control.http.listen = \"127.0.0.1:8053\"", "token-file")]
    [InlineData("dns { all-servers = true, strict-order = true }", "contradicts")]
    [InlineData("dns.cache.max-bytes = 1KiB", "out of bounds; allowed is a size from 1MiB to 2GiB")]
    [InlineData("dns.port = 65536", "not a whole number from 0 to 65535")]
    [InlineData("dns.expand-hosts = maybe", "neither true nor false")]
    [InlineData("dns = 5", "where a block { … } is expected")]
    [InlineData("dns.servers = [", "test.conf")]
    public void What_cannot_be_is_said_where_it_stands(string line, string expected)
    {
        IReadOnlyList<string> errors = Errors($"polymasq {{ {line} }}");

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.StartsWith("test.conf:1:", error, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_allowed_but_unwise_is_taken_with_a_warning()
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText("polymasq.dhcp4.lease-time = 30s", "test.conf");
        Assert.Empty(loaded.Errors);
        Assert.StartsWith("test.conf:1:1 dhcp4.lease-time: is short", Assert.Single(loaded.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_outside_the_block_polymasq_is_an_error_too() =>
        Assert.Equal("test.conf:1:1 polymask: there is no such key; did you mean polymasq?", Assert.Single(Errors("polymask { }")));

    [Fact]
    public void The_command_line_comes_last_and_is_named_in_errors()
    {
        string[] arguments = ["--set", "dns.port=5353", "--set=listen.addresses=127.0.0.1:5353", "--set", "dns.servers=192.0.2.1#5300", "--set", "control.socket="];
        NodeSettings settings = ConfigurationLoader.Load(CommandLine.Parse(arguments, out _)!).Settings!;
        Assert.Equal(5353, settings.Dns.Port);
        Assert.Equal("192.0.2.1:5300", settings.Dns.Upstreams.Servers.Single().Target.ToString());
        Assert.Empty(settings.Control.Socket);

        LoadedConfiguration wrong = ConfigurationLoader.Load(CommandLine.Parse(["--set", "dns.port=x"], out _)!);
        Assert.StartsWith("--set dns.port: 'x' is not", Assert.Single(wrong.Errors), StringComparison.Ordinal);
    }

    internal static NodeSettings Valid(string text)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText(text, "test.conf");
        Assert.Empty(loaded.Errors);
        return loaded.Settings!;
    }

    internal static IReadOnlyList<string> Errors(string text)
    {
        LoadedConfiguration loaded = ConfigurationLoader.LoadText(text, "test.conf");
        Assert.Null(loaded.Settings);
        return loaded.Errors;
    }
}
