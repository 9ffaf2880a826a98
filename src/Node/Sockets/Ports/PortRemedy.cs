namespace Polymasq.Node.Sockets.Ports;

/// <summary>What an operator can do about a port that another program has.</summary>
internal static class PortRemedy
{
    private const int DhcpServerPort = 67;
    private const string Ours = "listen.interfaces, listen.addresses or dns.port";

    public static string For(int port, ProcessInfo? holder)
    {
        if (port == DhcpServerPort) return ForDhcp(holder);
        return holder switch
        {
            { Name: "systemd-resolve" } =>
                "it needs only 127.0.0.53 and 127.0.0.54: leave these out of listen.addresses and keep listen.bind = dynamic, "
                + "or set DNSStubListener=no in /etc/systemd/resolved.conf",
            { Name: "dnsmasq" } when holder.CommandLine.Contains("libvirt", StringComparison.Ordinal) =>
                "it serves a virtual network of libvirt: set listen.except-interfaces = [\"virbr*\"]",
            { Name: "dnsmasq" } when holder.CommandLine.Contains("lxd", StringComparison.OrdinalIgnoreCase) || holder.CommandLine.Contains("incus", StringComparison.Ordinal) =>
                "it serves a bridge of LXD or Incus: name that bridge in listen.except-interfaces",
            { Name: "dnsmasq" } when holder.CommandLine.Contains("NetworkManager", StringComparison.Ordinal) =>
                "NetworkManager has started it: set dns=default in NetworkManager.conf, or change " + Ours,
            { Name: "dnsmasq" } => $"stop it (systemctl disable --now dnsmasq), or let it keep to its own addresses with bind-interfaces, or change {Ours}",
            { Name: "named" } => $"stop it (systemctl disable --now named), or restrict its listen-on, or change {Ours}",
            { Name: "unbound" } => $"stop it (systemctl disable --now unbound), or restrict its interface: lines, or change {Ours}",
            { Name: "polymasqd" } => $"another gateway runs on this machine: stop it, or change {Ours} of one of the two",
            null => $"see which with \"ss -lnp 'sport = :{port}'\" as root; stop it, or change {Ours}",
            _ => $"stop that program, or change {Ours}",
        };
    }

    private static string ForDhcp(ProcessInfo? holder) => holder switch
    {
        { Name: "dnsmasq" } when holder.CommandLine.Contains("libvirt", StringComparison.Ordinal) =>
            "it serves a virtual network of libvirt: keep that network's interface out of dhcp4.subnets",
        null => $"see which with \"ss -lnup 'sport = :{DhcpServerPort}'\" as root; one network has room for one DHCP server, so stop it or serve another interface",
        _ => "one network has room for one DHCP server: stop it, or serve another interface in dhcp4.subnets",
    };
}
