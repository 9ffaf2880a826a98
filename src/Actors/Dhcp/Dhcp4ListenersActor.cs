using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;

namespace Polymasq.Actors.Dhcp;

/// <summary>
/// Serves every interface that a configured subnet is on, and no other: opens ports and starts listeners as interfaces and
/// addresses come, ends them as they go. Tells the ledger the pools, from which the gateways' own addresses are kept out.
/// </summary>
/// <param name="service">What is served.</param>
/// <param name="ports">The sockets.</param>
/// <param name="probe">Asks the network about addresses.</param>
/// <param name="ledger">Owns the leases.</param>
/// <param name="published">Where the ledger's settings are kept for its restarts.</param>
/// <param name="interfaces">What was told before this object was made.</param>
/// <param name="cluster">Who else serves these clients.</param>
/// <param name="lane">Where the listeners run; null where this actor runs.</param>
/// <param name="log">For events 1600 to 1699.</param>
public sealed class Dhcp4ListenersActor(
    Dhcp4Service service, IDhcp4Ports ports, IConflictProbe probe, IActorRef<LeaseLedgerMessage> ledger,
    PublishedLeaseSettings published, IInterfaceSource interfaces, IClusterView cluster, Dispatcher? lane, ILogger log) : Actor<Dhcp4ListenersMessage>
{
    private const int ListenerMailbox = 8192;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1); // the view tells nobody that it has changed

    private readonly Dictionary<string, Dhcp4Counters> _counters = [];
    private readonly Dictionary<int, Served> _served = []; // by interface index
    private readonly Dictionary<IActorRef, IDhcp4Port> _ending = [];
    private readonly Dictionary<string, string> _troubles = []; // by interface name
    private Dhcp4Service _service = service;
    private InterfaceSet? _present;
    private ImmutableArray<Ipv4Address> _peers = [];
    private volatile Dhcp4Plan _plan = new(service.Settings, []); // read by listeners' threads when they restart
    private IActorTimer? _retry;
    private int _started;

    protected override void OnStart()
    {
        if (interfaces.Current is { } present) Follow(present);
        Timers.Every(LookInterval, new Dhcp4ListenersMessage.LookAtPeers());
    }

    protected override void Receive(in Dhcp4ListenersMessage message)
    {
        switch (message)
        {
            case Dhcp4ListenersMessage.InterfacesChanged changed:
                Follow(changed.Interfaces);
                break;
            case Dhcp4ListenersMessage.SettingsChanged changed:
                _service = changed.Service;
                if (_present is not null) Follow(_present);
                break;
            case Dhcp4ListenersMessage.Retry:
                _retry = null;
                if (_present is not null) Follow(_present);
                break;
            case Dhcp4ListenersMessage.LookAtPeers:
                if (_present is not null && !PeersInRanges().SequenceEqual(_peers)) Follow(_present);
                break;
            case Dhcp4ListenersMessage.Describe ask:
                ask.Reply.TrySet(Report());
                break;
        }
    }

    // A listener sends what it still has to send while it ends: its port goes after it.
    protected override void OnTerminated(IActorRef who)
    {
        if (_ending.Remove(who, out IDhcp4Port? port)) ports.Close(port);
    }

    protected override void OnStop()
    {
        foreach (IDhcp4Port port in _served.Values.Select(served => served.Port).Concat(_ending.Values)) ports.Close(port);
        _served.Clear();
        _ending.Clear();
    }

    private void Follow(InterfaceSet present)
    {
        _present = present;
        _peers = PeersInRanges();
        _plan = new Dhcp4Plan(_service.Settings, [.. present.Interfaces.SelectMany(Dhcp4Interfaces.OwnAddresses), .. _peers]);
        published.Current = _service.Leases.With(_plan);
        ledger.Tell(LeaseLedgerMessage.Configure(published.Current));
        ImmutableArray<InterfaceInfo> wanted = [.. Dhcp4Interfaces.Of(_service, present)];
        foreach (Served gone in _served.Values.Where(served => !wanted.Any(info => info.Index == served.Interface.Index)).ToArray()) End(gone);
        foreach (InterfaceInfo info in wanted)
        {
            if (_served.TryGetValue(info.Index, out Served? served)) Update(served, info);
            else Start(info);
        }

        foreach (string gone in _troubles.Keys.Where(name => !wanted.Any(info => info.Name == name)).ToArray()) _troubles.Remove(gone);
        if (_troubles.Count > 0) _retry ??= Timers.Once(RetryInterval, new Dhcp4ListenersMessage.Retry());
    }

    /// <summary>Addresses of other gateways that a client could get otherwise; those of gateways that went a while ago too, since their machines may live.</summary>
    private ImmutableArray<Ipv4Address> PeersInRanges()
    {
        ClusterView view = cluster.Current;
        return
        [
            .. view.Members.Concat(view.Departed).Where(member => member.Name != view.Own).SelectMany(member => member.ServerIdentifiers)
                .Where(address => _service.Settings.Subnets.Any(subnet => subnet.Ranges.Any(range => range.Contains(address)))).Distinct().Order(),
        ];
    }

    private void Start(InterfaceInfo info)
    {
        if (ports.Open(info, out string trouble) is not { } port)
        {
            bool isNew = !_troubles.TryGetValue(info.Name, out string? told) || told != trouble;
            _troubles[info.Name] = trouble;
            if (isNew) DhcpLog.NotServed(log, info.Name, trouble);
            return;
        }

        _troubles.Remove(info.Name);
        if (!_counters.TryGetValue(info.Name, out Dhcp4Counters? counters)) _counters.Add(info.Name, counters = new Dhcp4Counters());
        Served served = new(info, port);
        Props<Dhcp4ListenerMessage> props = new(
            () => new Dhcp4ListenerActor(_plan, served.Interface, port, probe, ledger, cluster, counters, log), ListenerMailbox) { Dispatcher = lane };
        // The number keeps apart an interface that comes back while its former listener is still ending.
        served.Listener = Spawn(props, ++_started == 1 ? info.Name : $"{info.Name}-{_started}");
        ports.Connect(port, served.Listener);
        _served.Add(info.Index, served);
        DhcpLog.Serving(log, info.Name, string.Join(", ", Dhcp4Interfaces.SubnetsOn(_service, info).Select(subnet => subnet.Subnet)));
    }

    private void Update(Served served, InterfaceInfo info)
    {
        served.Listener!.Tell(Dhcp4ListenerMessage.Configure(_plan));
        if (served.Interface == info) return;
        served.Interface = info;
        served.Listener.Tell(Dhcp4ListenerMessage.InterfaceChanged(info));
    }

    private void End(Served gone)
    {
        _served.Remove(gone.Interface.Index);
        _ending.Add(gone.Listener!, gone.Port);
        Watch(gone.Listener!);
        gone.Listener!.Stop();
        DhcpLog.ServedNoMore(log, gone.Interface.Name);
    }

    private Dhcp4ListenersReport Report() => new(_present is not null,
    [
        .. _served.Values.Select(served => new Dhcp4ListenerInfo(
            served.Interface.Name, [.. Dhcp4Interfaces.SubnetsOn(_service, served.Interface).Select(subnet => subnet.Subnet.ToString())], "", _counters[served.Interface.Name])),
        .. _troubles.Select(trouble => new Dhcp4ListenerInfo(trouble.Key, [], trouble.Value, null)),
    ]);

    /// <summary>One interface that is served. What a listener needs is read again when it restarts, so it is kept up to date here.</summary>
    private sealed class Served(InterfaceInfo info, IDhcp4Port port)
    {
        private volatile InterfaceInfo _interface = info;

        public InterfaceInfo Interface
        {
            get => _interface;
            set => _interface = value;
        }

        public IDhcp4Port Port => port;

        public IActorRef<Dhcp4ListenerMessage>? Listener { get; set; }
    }
}
