using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;

namespace Polymasq.Node.Configuration;

/// <summary>Turns the block polymasq into settings, block by block, and says of each key what it may be.</summary>
internal static class SettingsReader
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="readsFiles">False leaves the files alone that keys name: an example names files of another machine.</param>
    public static NodeSettings Read(ConfigurationSection root, bool readsFiles)
    {
        ConfigurationSection node = root.Section("node");
        ConfigurationSection listen = root.Section("listen");
        ConfigurationSection dns = root.Section("dns");
        ConfigurationSection dhcp = root.Section("dhcp4");
        ConfigurationSection log = root.Section("log");
        int dnsPort = dns.Integer("port", 0, 65535);
        DnsSettings dnsSettings = DnsReader.Read(dns, dnsPort, readsFiles);
        string name = node.Text("name", "a name") is { Length: > 0 } given ? given : Dns.GetHostName();
        ClusterBlock cluster = ClusterReader.Read(root.Section("cluster"), node, name, readsFiles);
        NodeSettings settings = new(
            Name: name,
            DataDirectory: node.Text("data-dir", "a folder"),
            ClusterName: cluster.Settings.Name,
            Listen: ReadListen(listen, dnsPort),
            Lanes: listen.Integer("lanes", 0, 64),
            Dns: dnsSettings,
            Dhcp4: Dhcp4Reader.Read(dhcp, dnsSettings, log.Boolean("dhcp")),
            Control: ReadControl(root.Section("control")),
            Log: ReadLog(log))
        {
            Engine = cluster.Engine,
            Cluster = cluster.Settings,
            Etcd = cluster.Etcd,
            DhcpInterfaces = [.. dhcp.Items("interfaces").Select(item => InterfaceName.Read(item, allowsPattern: true))],
            Quarantine = dhcp.Duration("quarantine", TimeSpan.Zero, Day),
            History = dhcp.DurationOr("forever", "history", Day, 36500 * Day),
        };
        foreach (ConfigurationSection section in (ConfigurationSection[])[node, listen, dns, dhcp, log, root]) section.End();
        return settings;
    }

    private static ListenSettings ReadListen(ConfigurationSection listen, int dnsPort) => new(
        [.. listen.Items("interfaces").Select(item => InterfaceName.Read(item, allowsPattern: true))],
        [.. listen.Items("except-interfaces").Select(item => InterfaceName.Read(item, allowsPattern: true))],
        [.. ReadAddresses(listen.Items("addresses"))],
        listen.Choice("bind", ("dynamic", BindMode.Dynamic), ("bind-interfaces", BindMode.BindInterfaces), ("wildcard", BindMode.Wildcard)),
        dnsPort)
    {
        LocalService = listen.Boolean("local-service"),
    };

    private static IEnumerable<ListenAddress> ReadAddresses(IEnumerable<ConfigurationValue> items)
    {
        const string Allowed = "ADDR, ADDR:PORT or [V6]:PORT, such as 127.0.0.1 or [::1]:5353";
        foreach (ConfigurationValue item in items)
        {
            if (ListenAddress.TryParse(item.Text(Allowed), out ListenAddress address)) yield return address;
            else item.Wrong($"{item.What()} is not an address; allowed is {Allowed}");
        }
    }

    private static ControlSettings ReadControl(ConfigurationSection control)
    {
        ConfigurationSection http = control.Section("http");
        ListenAddress? address = null;
        if (http.Find("listen") is { } listen && listen.Text("ADDR:PORT") is { Length: > 0 } text
            && (!ListenAddress.TryParse(text, out address) || address.Port is null))
            listen.Wrong($"'{text}' is not an address with a port; allowed is ADDR:PORT or [V6]:PORT, or empty for none");
        string tokenFile = http.Text("token-file", "a file");
        if (address is not null && tokenFile.Length == 0) http.Find("listen")?.Wrong("needs control.http.token-file: nobody without the token may command a gateway");
        http.End();
        string socket = control.Text("socket", "a path");
        if (socket.Length > 100) control.Find("socket")?.Wrong("is longer than 100 characters, the most that a unix socket's path may have");
        control.End();
        return new ControlSettings(socket, address, tokenFile);
    }

    private static LogSettings ReadLog(ConfigurationSection log) => new(
        log.Choice("level", ("info", LogLevel.Information), ("debug", LogLevel.Debug), ("warning", LogLevel.Warning), ("error", LogLevel.Error), ("none", LogLevel.None)),
        log.Boolean("queries"),
        log.Choice("format", ("text", LogFormat.Text), ("json", LogFormat.Json)));
}
