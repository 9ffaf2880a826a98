using System.Net;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Logging;
using Polymasq.Node.Telemetry;

namespace Polymasq.Node.Hosting;

/// <summary>The control API put together: which command asks which part.</summary>
internal static class ControlPart
{
    private static readonly (string, string) NoDhcp =
        ("DHCP is not served by this gateway", "it is as soon as dhcp4.subnets names one; see polymasq config check, and the log");

    private static readonly (string, string) Alone =
        ("there is no cluster: this gateway serves alone", "cluster.engine is embedded; with etcd, several gateways share one pool and one cache");

    /// <summary>Null where control.socket and control.http.listen are empty.</summary>
    public static ControlServer? Create(NodeHost host, LogPipeline logs, TimeProvider protocol, ILoggerFactory loggers)
    {
        ControlSettings control = host.Settings.Control;
        if (control.Socket.Length == 0 && control.HttpListen is null) return null;
        IPEndPoint? http = control.HttpListen is { } listen ? new IPEndPoint(listen.Address, listen.Port!.Value) : null;
        return new ControlServer(new ControlEndpoints(control.Socket, http, control.TokenFile), Commands(host, logs, protocol), host.Ready, loggers);
    }

    private static List<IControlCommand> Commands(NodeHost host, LogPipeline logs, TimeProvider protocol)
    {
        List<IControlCommand> commands =
        [
            new ActorHierarchyCommand(host.System),
            new LogTailCommand(logs.Ring),
            new LogStatsCommand(logs, host.Dns?.Service.Log),
            new NodeStatsCommand(CollectionPauses.Start()),
            new ConfigCheckCommand(host.CheckConfiguration),
            .. host.Cluster is { } cluster ? ClusterCommands(host, cluster) : AloneCommands(host),
            new PartCommand("lease", "show", false, LeaseShowCommand.Arguments, () => LeaseShow(host, protocol), NoDhcp),
            new PartCommand("lease", "history", false, LeaseHistoryCommand.Arguments, () => LeaseHistory(host, protocol), NoDhcp),
            new PartCommand("lease", "revoke", true, LeaseRevokeCommand.Arguments, () => LeaseRevoke(host, protocol), NoDhcp),
        ];
        if (host.Dns is { } dns)
        {
            commands.Add(new CacheStatsCommand(dns.Cache, () => [.. dns.Counters], () => [.. dns.PeerCounters]));
            commands.Add(new CacheShowCommand(dns.Shards, TimeProvider.System));
            commands.Add(new CacheFlushCommand(dns.Shards, TimeProvider.System));
            commands.Add(new UpstreamShowCommand(dns.Upstreams, dns.Peers, TimeProvider.System));
            commands.Add(new DnsQueryCommand(dns.Service));
            commands.Add(new DnsExplainCommand(dns.Resolver, dns.Cache, protocol));
            commands.Add(new DnsTailCommand(new QueryFeed(dns.Service.Log!, TimeProvider.System)));
        }

        return commands;
    }

    private static IEnumerable<IControlCommand> ClusterCommands(NodeHost host, ClusterPart cluster)
    {
        ClusterGateways gateways = new(host.Settings.ClusterName, cluster.Actor, host.Missing, cluster.DescribeLeases, TimeProvider.System);
        return
        [
            new ClusterShowCommand(gateways.Members),
            new ClusterStatusCommand(gateways.Report),
            .. ClusterChangeCommand.All(cluster.Actor, TimeProvider.System),
            new ClusterTailCommand(cluster.Feed),
        ];
    }

    private static IEnumerable<IControlCommand> AloneCommands(NodeHost host)
    {
        OwnGateway gateway = new(host.Settings.ClusterName, host.Settings.Name, () => AddressesOf(host), host.Missing, TimeProvider.System);
        yield return new ClusterShowCommand(() => Task.FromResult(gateway.Members()));
        foreach (string look in (string[])["status", "tail"]) yield return new PartCommand("cluster", look, false, [], static () => null, Alone);
        foreach (string change in (string[])["drain", "resume", "leave"]) yield return new PartCommand("cluster", change, true, [], static () => null, Alone);
        yield return new PartCommand("cluster", "down", true, ["name"], static () => null, Alone);
    }

    private static LeaseShowCommand? LeaseShow(NodeHost host, TimeProvider protocol) =>
        host.Dhcp is { } dhcp ? new LeaseShowCommand(dhcp.Ledger, TimeProvider.System, protocol) : null;

    private static LeaseRevokeCommand? LeaseRevoke(NodeHost host, TimeProvider protocol) =>
        host.Dhcp is { } dhcp ? new LeaseRevokeCommand(dhcp.Ledger, TimeProvider.System, protocol) : null;

    private static LeaseHistoryCommand? LeaseHistory(NodeHost host, TimeProvider protocol) =>
        host.Dhcp is { } dhcp ? new LeaseHistoryCommand(dhcp.History, protocol) : null;

    /// <summary>Where the gateway serves, for people: the addresses of its interfaces with its DNS port.</summary>
    private static string AddressesOf(NodeHost host)
    {
        if (host.Interfaces.Current is not { } present) return "";
        string[] addresses = [.. ListenPlan.Compute(host.Settings.Listen, present).Targets
            .Where(target => target.Protocol == ListenProtocol.Udp && !target.EndPoint.Address.IsIPv6LinkLocal)
            .Select(target => target.EndPoint.ToString())];
        return string.Join(", ", addresses);
    }
}
