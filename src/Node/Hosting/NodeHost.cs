using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;
using Polymasq.Node.Configuration;
using Polymasq.Node.Control.Commands;
using Polymasq.Node.Files;
using Polymasq.Node.Stores;
using Polymasq.Protocols.Control;

namespace Polymasq.Node.Hosting;

/// <summary>The composition root: the only place that knows all parts. Puts them together, reconfigures them, takes them down.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1); // for what is under way
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(0.7); // for the actors to end; both together stay below 2 s

    private readonly CommandLine _command;
    private readonly TimeProvider _protocol;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly LeaseNames _leaseNames = new();
    private readonly MachineFollower _machine;
    private readonly HostsSource<LocalNamesMessage> _hosts;
    private readonly HostsSource<LocalNamesMessage> _blocklists;
    private readonly UpstreamFiles _upstreamFiles;
    private NodeSettings _settings;
    private volatile DhcpPart? _dhcp;

    /// <exception cref="StoreRefusedException">The data directory or the database in it cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The kernel refuses what a gateway cannot do without.</exception>
    public NodeHost(CommandLine command, NodeSettings settings, TimeProvider protocol, ILoggerFactory logs)
    {
        (_command, _settings, _protocol, _logs) = (command, settings, protocol, logs);
        _log = logs.CreateLogger("Polymasq.Host");
        HostLog.Starting(_log, OwnGateway.Version, settings.Name);
        System = new ActorSystem(TimeProvider.System, new ThreadPoolDispatcher(), logs, Random.Shared.Next());
        _machine = new MachineFollower(OnInterfacesChanged, TimeProvider.System, logs);
        ILogger filesLog = logs.CreateLogger("Polymasq.Files");
        _hosts = new HostsSource<LocalNamesMessage>(_machine.Files, TimeProvider.System, filesLog);
        _blocklists = new HostsSource<LocalNamesMessage>(_machine.Files, TimeProvider.System, filesLog);
        _upstreamFiles = new UpstreamFiles(
            new ResolvFile(settings.Dns.ResolvFile, _machine.Files, TimeProvider.System, filesLog),
            new ServersFile(settings.Dns.ServersFile, _machine.Files, TimeProvider.System, filesLog));
        if (settings.Engine == ClusterEngine.Etcd) Cluster = new ClusterPart(settings, System, protocol, logs);
        IClusterView view = Cluster?.View ?? new PublishedClusterView(ClusterView.Alone(settings.Name));
        if (settings.Dns.Port != 0)
            Dns = new DnsPart(settings, System, _machine.Interfaces, new LocalNamesSources(_hosts, _blocklists), _upstreamFiles, _leaseNames, view, protocol, logs);
        if (settings.Dhcp4.Subnets.Count > 0) StartDhcp(settings);
        if (Dns?.ClusterAddress is { } address && DnsPart.PeersOf(settings) is { } peers) Cluster?.Share(address, peers);
        Cluster?.Join(new HostFacts(() => _settings, Dns, () => _dhcp, _machine.Interfaces));
        Readiness = new Readiness(Dns, () => _dhcp, Cluster, NeedsUpstream, TimeProvider.System);
        if (_machine.Interfaces.Current is { } present) OnInterfacesChanged(present); // told before there was anybody to tell
    }

    public ActorSystem System { get; }

    /// <summary>Null with the embedded engine.</summary>
    public ClusterPart? Cluster { get; }

    public DnsPart? Dns { get; }

    public DhcpPart? Dhcp => _dhcp;

    public Readiness Readiness { get; }

    public NodeSettings Settings => _settings;

    public IInterfaceSource Interfaces => _machine.Interfaces;

    /// <summary>What the gateway still waits for; empty when it is ready. Asks the actors, so not to be called by one.</summary>
    public IReadOnlyList<string> Missing()
    {
        try
        {
            return Readiness.MissingAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            return [$"an actor does not answer: {e.Message}"];
        }
    }

    /// <summary>Whether the gateway serves, and how well. Asks the actors, so not to be called by one.</summary>
    public ReadyReport Ready()
    {
        IReadOnlyList<string> missing = Missing();
        return new ReadyReport(missing.Count == 0, missing, Readiness.DegradedAsync().GetAwaiter().GetResult());
    }

    /// <summary>What a reload would find, without doing it.</summary>
    public ConfigReport CheckConfiguration()
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(_command);
        string[] late = loaded.Settings is { } settings ? [.. RestartKeys.Changed(_settings, settings)] : [];
        string[] warnings = late.Length == 0 ? [] : [$"these keys take effect at the next start: {string.Join(", ", late)}"];
        return new ConfigReport(_command.ConfigFile ?? ConfigurationLoader.DefaultFile, loaded.Settings is not null, loaded.Errors, warnings);
    }

    /// <summary>Reads the configuration again and brings it into force, or says what is wrong with it and changes nothing.</summary>
    public void Reload()
    {
        ServiceManager.Reloading();
        LoadedConfiguration loaded = ConfigurationLoader.Load(_command);
        foreach (string error in loaded.Errors) HostLog.NotReloaded(_log, error);
        if (loaded.Settings is { } settings) Configure(settings);
        ServiceManager.Ready();
    }

    /// <summary>Answers what is under way, then ends everything: within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Cluster is { } cluster) await cluster.WithdrawAsync().ConfigureAwait(false); // first: the others do not wait for us
        if (Dns is { } dns) await dns.DrainAsync(DrainTime).ConfigureAwait(false);
        Task saved = Task.Run(() => Dns?.SaveCache());
        System.Stop();
        Task ended = await Task.WhenAny(System.Ended, Task.Delay(EndTime)).ConfigureAwait(false);
        if (ended != System.Ended) HostLog.StopTimedOut(_log, EndTime.TotalSeconds);
        _hosts.Dispose();
        _blocklists.Dispose();
        _upstreamFiles.Dispose();
        _machine.Dispose();
        await saved.ConfigureAwait(false);
        Dns?.Dispose();
        _dhcp?.Dispose();
        Cluster?.Dispose();
    }

    private void Configure(NodeSettings settings)
    {
        string[] late = [.. RestartKeys.Changed(_settings, settings)];
        if (late.Length > 0) HostLog.NeedsRestart(_log, string.Join(", ", late));
        _settings = settings;
        Dns?.Configure(settings);
        try
        {
            if (_dhcp is { } dhcp) dhcp.Configure(settings);
            else if (settings.Dhcp4.Subnets.Count > 0) StartDhcp(settings);
        }
        catch (StoreRefusedException refused)
        {
            HostLog.NoJournal(_log, refused.Message);
        }

        if (_machine.Interfaces.Current is { } present) OnInterfacesChanged(present);
        HostLog.Reloaded(_log);
    }

    private bool NeedsUpstream() => !_settings.Dns.Upstreams.NoResolv || !_settings.Dns.Upstreams.Servers.IsEmpty;

    private void StartDhcp(NodeSettings settings) =>
        _dhcp = new DhcpPart(
            settings, System, _machine.Interfaces, Cluster?.Leases() ?? LeaseStorage.Embedded(settings, _protocol, _logs), new LeaseNamesObserver(_leaseNames), _protocol, _logs);

    private void OnInterfacesChanged(InterfaceSet present)
    {
        Dns?.Follow(present, _settings.Listen);
        _dhcp?.Follow(present);
    }
}
