using Microsoft.Extensions.Logging;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Configuration;
using Polymasq.Node.Sockets;
using Polymasq.Node.Sockets.Dhcp;
using Polymasq.Node.Sockets.Ports;

namespace Polymasq.Node.Hosting;

/// <summary>DHCP put together: the journal, the ledger and the listeners, all packets on one lane.</summary>
internal sealed class DhcpPart : ILeaseObserver, IDisposable
{
    private const int LedgerMailbox = 32768;
    private const int PacketsMax = 8192;
    private const int PacketBytes = 1536; // what fits into an Ethernet frame

    private readonly ILeaseJournal _journal;
    private readonly Action _caughtUp;
    private readonly ThreadDispatcher _lane;
    private readonly Dhcp4Sockets _sockets;
    private readonly ConflictProbe _probe;
    private volatile bool _isCaughtUp;
    private volatile Dhcp4Service _service; // an actor that is made anew after a failure starts from it

    public DhcpPart(
        NodeSettings settings, ActorSystem system, IInterfaceSource interfaces, LeaseStorage storage, ILeaseObserver names, TimeProvider protocol, ILoggerFactory logs)
    {
        (_journal, History, _caughtUp) = (storage.Journal, storage.History, storage.CaughtUp);

        ILogger socketsLog = logs.CreateLogger("Polymasq.Sockets");
        EpollPoller poller = new(socketsLog);
        _sockets = new Dhcp4Sockets(poller, new PacketPool(PacketsMax, PacketBytes), new PortHolder(), socketsLog);
        _probe = new ConflictProbe(interfaces, poller, socketsLog);
        _lane = new ThreadDispatcher("dhcp-lane", poller);

        Dhcp4Service service = _service = ServiceOf(settings);
        ILogger leasesLog = logs.CreateLogger("Polymasq.Leases");
        PublishedLeaseSettings leases = new(service.Leases.WithoutPools(service.Settings));
        Ledger = system.Spawn(
            new Props<LeaseLedgerMessage>(() => new LeaseLedgerActor(leases.Current, _journal, [names, this], protocol, leasesLog, storage.Cluster), LedgerMailbox) { Dispatcher = _lane },
            "leases");
        ILogger dhcpLog = logs.CreateLogger("Polymasq.Dhcp");
        Dhcp4Ports ports = new(_sockets);
        Listeners = system.Spawn(
            new Props<Dhcp4ListenersMessage>(() => new Dhcp4ListenersActor(_service, ports, _probe, Ledger, leases, interfaces, storage.Cluster, _lane, dhcpLog), MailboxCapacity: 256),
            "dhcp");
    }

    public IActorRef<LeaseLedgerMessage> Ledger { get; }

    public IActorRef<Dhcp4ListenersMessage> Listeners { get; }

    public ILeaseHistory History { get; }

    /// <summary>All leases that were committed before the start are known.</summary>
    public bool IsCaughtUp => _isCaughtUp;

    public void Follow(InterfaceSet present) => Listeners.Tell(new Dhcp4ListenersMessage.InterfacesChanged(present));

    public void Configure(NodeSettings settings)
    {
        _service = ServiceOf(settings);
        Listeners.Tell(new Dhcp4ListenersMessage.SettingsChanged(_service));
    }

    public void Committed(LeaseEvent committed, LeaseEvent? before)
    {
        // Followed for CaughtUp alone.
    }

    public void CaughtUp()
    {
        _isCaughtUp = true;
        _caughtUp();
    }

    /// <summary>To be called when the actors have ended.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        _probe.Dispose();
        _sockets.Dispose();
        _lane.Dispose();
    }

    public static Dhcp4Service ServiceOf(NodeSettings settings) => new(
        settings.Dhcp4,
        new LedgerSettings(settings.Name, settings.Quarantine, ReuseDelay: settings.Engine == ClusterEngine.Etcd ? settings.Cluster.ClockBound : TimeSpan.Zero), // one gateway, one clock
        settings.DhcpInterfaces.IsEmpty ? settings.Listen.Interfaces : settings.DhcpInterfaces,
        settings.Listen.ExceptInterfaces);
}
