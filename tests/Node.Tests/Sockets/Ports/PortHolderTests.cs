using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Ports;
using Polymasq.Node.Tests.Namespaces;

namespace Polymasq.Node.Tests.Sockets.Ports;

public sealed class PortHolderTests
{
    private readonly PortHolder _holder = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public void The_process_that_has_a_udp_port_is_found(string address)
    {
        using UdpSocket socket = SocketPair.Open(SocketPair.On(address));

        ProcessInfo? found = _holder.Find(ListenProtocol.Udp, socket.Local);

        Assert.Equal(Environment.ProcessId, found?.Id);
        Assert.False(string.IsNullOrEmpty(found?.Name));
    }

    [Fact]
    public void A_wildcard_socket_is_in_the_way_of_every_address()
    {
        using UdpSocket socket = SocketPair.Open(SocketPair.On("0.0.0.0"));

        Assert.Equal(Environment.ProcessId, _holder.Find(ListenProtocol.Udp, new IPEndPoint(IPAddress.Loopback, socket.Local.Port))?.Id);
    }

    [Fact]
    public void A_tcp_connection_is_no_listener()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var listening = (IPEndPoint)listener.LocalEndpoint;
        using var client = new TcpClient();
        client.Connect(listening);

        Assert.Equal(Environment.ProcessId, _holder.Find(ListenProtocol.Tcp, listening)?.Id);
        Assert.Null(_holder.Find(ListenProtocol.Tcp, (IPEndPoint)client.Client.LocalEndPoint!));
    }

    [Fact]
    public void A_free_port_has_no_holder()
    {
        UdpSocket socket = SocketPair.Open(SocketPair.On("127.0.0.1"));
        socket.Dispose();

        Assert.True(SpinWait.SpinUntil(() => _holder.Find(ListenProtocol.Udp, socket.Local) is null, 30_000)); // a process being forked has a copy
    }

    [Fact]
    public void Another_program_is_named_with_its_number_and_a_remedy()
    {
        using var network = new NetworkNamespace();
        using Process dnsmasq = network.Spawn("dnsmasq", "--no-daemon --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --listen-address=127.0.0.1 --bind-interfaces");
        try
        {
            var wanted = new IPEndPoint(IPAddress.Loopback, 53);
            string text = "";
            Assert.True(SpinWait.SpinUntil(() => (text = network.Run(() => _holder.Describe(ListenProtocol.Udp, wanted))).Contains("dnsmasq"), 30_000), text);
            Assert.Equal(
                $"is taken by dnsmasq (pid {dnsmasq.Id}): stop it (systemctl disable --now dnsmasq), or let it keep to its own addresses with "
                + "bind-interfaces, or change listen.interfaces, listen.addresses or dns.port",
                text);
        }
        finally
        {
            dnsmasq.Kill();
            dnsmasq.WaitForExit();
        }
    }

    [Theory]
    [InlineData("systemd-resolve", "/lib/systemd/systemd-resolved", 53, "DNSStubListener=no")]
    [InlineData("dnsmasq", "dnsmasq --conf-file=/var/lib/libvirt/dnsmasq/default.conf", 53, "virbr*")]
    [InlineData("dnsmasq", "dnsmasq --strict-order --conf-file=/var/lib/lxd/networks/lxdbr0/dnsmasq.raw", 53, "LXD")]
    [InlineData("named", "named -f", 53, "listen-on")]
    [InlineData("unbound", "unbound -d", 53, "interface:")]
    [InlineData("netcat", "netcat -l", 5353, "stop that program")]
    [InlineData("kea-dhcp4", "kea-dhcp4", 67, "one DHCP server")]
    public void Known_programs_get_their_own_remedy(string name, string commandLine, int port, string expected) =>
        Assert.Contains(expected, PortRemedy.For(port, new ProcessInfo(1, name, commandLine)), StringComparison.Ordinal);

    [Fact]
    public void Lines_that_are_no_sockets_are_passed_over() =>
        Assert.Empty(ProcNetTable.Read("  sl  local_address\n\n junk\n 1: XX:35 0:0 07 0 0 0 0 0 5 2 0\n 1: 0100007F:0035 0:0 07 0 0 0 0 0 inode\n"));
}
