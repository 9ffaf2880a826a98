using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Dhcp;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Leases;
using Polymasq.Protocols.Dhcp4;
using Polymasq.TestKit;

namespace Polymasq.Actors.Tests.Dhcp;

public sealed class Dhcp4ListenersActorTests
{
    private readonly ManualSystem _system = new();
    private readonly PublishedClusterView _cluster = new(ClusterView.Alone("gw1"));
    private readonly Ports _ports = new();
    private readonly ActorProbe<LeaseLedgerMessage> _ledger;
    private readonly IActorRef<LeaseLedgerMessage> _ledgerRef;

    public Dhcp4ListenersActorTests() => (_ledgerRef, _ledger) = _system.SpawnProbe<LeaseLedgerMessage>("leases");

    [Fact]
    public void An_interface_is_served_from_the_moment_it_has_an_address_in_a_subnet_until_it_has_none()
    {
        IActorRef<Dhcp4ListenersMessage> listeners = Start(Service());
        Present(listeners, Lan.Interface());
        Assert.Empty(_ports.Open);

        Present(listeners, Lan.Interface(Lan.Own));
        Assert.Equal(["lan0"], _ports.Open);

        Present(listeners, Lan.Interface(Lan.Own, "192.168.1.1"));
        Assert.Equal(["lan0"], _ports.Open);

        Present(listeners, Lan.Interface("192.168.1.1"));
        Assert.Empty(_ports.Open);
        Assert.Equal(1, _ports.Closed);
    }

    [Fact]
    public void An_interface_that_comes_back_is_served_again()
    {
        IActorRef<Dhcp4ListenersMessage> listeners = Start(Service());
        Present(listeners, Lan.Interface(Lan.Own));
        Present(listeners);
        Present(listeners, Lan.Interface(Lan.Own) with { Index = 8 });

        Assert.Equal(["lan0"], _ports.Open);
        Assert.Equal(1, _ports.Closed);
    }

    [Theory]
    [InlineData("lan*", "", true)]
    [InlineData("wan0", "", false)]
    [InlineData("", "lan0", false)]
    [InlineData("lan0", "lan0", false)]
    [InlineData("", "", true)]
    public void Interfaces_are_chosen_by_name(string interfaces, string except, bool served)
    {
        Present(Start(Service(interfaces, except)), Lan.Interface(Lan.Own));

        Assert.Equal(served, _ports.Open.Count == 1);
    }

    [Fact]
    public void A_subnet_on_no_link_is_served_through_relays_on_the_interface_that_was_named()
    {
        Present(Start(Service("lan0", subnet: "10.79.0.0/24")), Lan.Interface(Lan.Own));

        Assert.Equal(["lan0"], _ports.Open);
    }

    [Fact]
    public void Our_own_addresses_are_kept_out_of_the_pool()
    {
        Present(Start(Service()), Lan.Interface("10.9.0.150"));

        LeaseSettings told = _ledger.Received.Last().Settings!;
        Assert.Contains(told.Pools.Single().Settings.Excluded, range => range.ToString() == "10.9.0.150");
    }

    [Fact]
    public void A_taken_port_is_reported_and_tried_again_until_it_is_free()
    {
        _ports.Trouble = "is taken by dnsmasq (pid 7)";
        IActorRef<Dhcp4ListenersMessage> listeners = Start(Service());
        Present(listeners, Lan.Interface(Lan.Own));
        Assert.Equal("is taken by dnsmasq (pid 7)", Describe(listeners).Trouble);

        _ports.Trouble = "";
        _system.Advance(2);

        Assert.Equal("", Describe(listeners).Trouble);
        Assert.Equal(["lan0"], _ports.Open);
    }

    [Fact]
    public void New_subnets_are_served_without_a_restart()
    {
        IActorRef<Dhcp4ListenersMessage> listeners = Start(Service(subnet: "10.79.0.0/24"));
        Present(listeners, Lan.Interface(Lan.Own));
        Assert.Empty(_ports.Open);

        listeners.Tell(new Dhcp4ListenersMessage.SettingsChanged(Service()));
        _system.Run();

        Assert.Equal(["10.9.0.0/24"], Describe(listeners).Subnets);
    }

    [Fact]
    public void The_address_of_another_gateway_is_no_clients()
    {
        Dhcp4Service service = Service() with { Settings = Lan.Settings() };
        Present(Start(service), Lan.Interface(Lan.Own));
        Ipv4Address theirs = Ipv4Address.Parse("10.9.0.150");
        Assert.True(_ledger.Received[^1].Settings!.Pools[0].IsInRange(theirs));

        ClusterMember peer = new()
        {
            Name = "gw2", Instance = "2", Version = "1", StartedAt = default, At = default, State = MemberState.Up, ServerIdentifiers = [theirs],
        };
        _cluster.Current = _cluster.Current with { Members = [peer] };
        _system.Advance(1);

        Assert.False(_ledger.Received[^1].Settings!.Pools[0].IsInRange(theirs));
    }

    private static Dhcp4Service Service(string interfaces = "", string except = "", string subnet = "10.9.0.0/24") => new(
        Lan.Settings(Lan.Subnet(subnet, range: null)), new LedgerSettings("gw1", TimeSpan.FromMinutes(30), TimeSpan.Zero),
        interfaces.Length > 0 ? [interfaces] : [], except.Length > 0 ? [except] : []);

    private IActorRef<Dhcp4ListenersMessage> Start(Dhcp4Service service) => _system.Spawn(
        () => new Dhcp4ListenersActor(
            service, _ports, new ScriptedProbe(), _ledgerRef, new PublishedLeaseSettings(service.Leases.WithoutPools(service.Settings)), new Nothing(),
            _cluster, null,
            NullLogger.Instance), "dhcp");

    private void Present(IActorRef<Dhcp4ListenersMessage> listeners, params InterfaceInfo[] interfaces)
    {
        listeners.Tell(new Dhcp4ListenersMessage.InterfacesChanged(new InterfaceSet([.. interfaces])));
        _system.Run();
    }

    private Dhcp4ListenerInfo Describe(IActorRef<Dhcp4ListenersMessage> listeners) => Assert.Single(
        _system.Ask<Dhcp4ListenersMessage, Dhcp4ListenersReport>(listeners, reply => new Dhcp4ListenersMessage.Describe(reply)).Listeners);

    private sealed class Nothing : IInterfaceSource
    {
        public InterfaceSet? Current => null;
    }

    /// <summary>Ports that say which are open; a port must be connected to be of use.</summary>
    private sealed class Ports : IDhcp4Ports
    {
        private readonly Dictionary<IDhcp4Port, string> _names = [];
        private readonly HashSet<IDhcp4Port> _connected = [];

        public string Trouble { get; set; } = "";

        public int Closed { get; private set; }

        public IReadOnlyList<string> Open => [.. _connected.Select(port => _names[port])];

        IDhcp4Port? IDhcp4Ports.Open(InterfaceInfo where, out string trouble)
        {
            trouble = Trouble;
            if (trouble.Length > 0) return null;
            RecordingPort port = new();
            _names.Add(port, where.Name);
            return port;
        }

        public void Connect(IDhcp4Port port, IActorRef<Dhcp4ListenerMessage> listener) => Assert.True(_connected.Add(port));

        public void Close(IDhcp4Port port)
        {
            Assert.True(_connected.Remove(port));
            Closed++;
        }
    }
}
