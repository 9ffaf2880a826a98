using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Interfaces;
using Polymasq.Node.Sockets;
using Polymasq.Node.Tests.Namespaces;

namespace Polymasq.Node.Tests.Sockets.Dns;

/// <summary>
/// A gateway in a network of its own that follows its interfaces, and a client's network beside it: <c>lan0</c> and <c>wan0</c> of
/// the gateway lead to <c>lan1</c> and <c>wan1</c> of the client.
/// </summary>
internal sealed class GatewayNetwork : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ThreadDispatcher _watch;
    private readonly InterfaceMonitor _monitor;
    private readonly IActorRef<ListenersMessage> _listeners;

    /// <param name="prepare">Run in the gateway's network before anything listens.</param>
    public GatewayNetwork(ListenSettings settings, Action<NetworkNamespace>? prepare = null)
    {
        Gateway.Ip($"link add lan0 type veth peer name lan1 netns {Client.ThreadId}");
        Gateway.Ip($"link add wan0 type veth peer name wan1 netns {Client.ThreadId}");
        foreach (string link in new[] { "lan", "wan" })
        {
            Gateway.Ip($"link set {link}0 up");
            Client.Ip($"link set {link}1 up");
            Gateway.WaitForCarrier($"{link}0");
            Client.WaitForCarrier($"{link}1");
        }

        Gateway.Ip("addr add 10.9.0.1/24 dev lan0");
        Gateway.Ip("addr add 10.8.0.1/24 dev wan0");
        Client.Ip("addr add 10.9.0.2/24 dev lan1");
        Client.Ip("addr add 10.8.0.2/24 dev wan1");
        prepare?.Invoke(Gateway);

        var poller = new EpollPoller(NullLogger.Instance);
        Resolver = Gateway.Run(() => new Resolver());
        _watch = Gateway.Run(() => new ThreadDispatcher("watch", poller)); // threads inherit the network of who made them
        IActorRef<ListenersMessage>? listeners = null;
        _monitor = Gateway.Run(() => InterfaceMonitor.Start(
            poller, set => Volatile.Read(ref listeners)?.Tell(new ListenersMessage.InterfacesChanged(set)), NullLogger.Instance, out _)!);
        _listeners = Resolver.Follow(new ListenersActor(settings, Resolver.Sockets, _monitor, NullLogger.Instance), _watch);
        Volatile.Write(ref listeners, _listeners);
        if (_monitor.Current is { } known) _listeners.Tell(new ListenersMessage.InterfacesChanged(known)); // told between the two lines above
    }

    public NetworkNamespace Gateway { get; } = new();

    public NetworkNamespace Client { get; } = new();

    public Resolver Resolver { get; }

    public static ListenSettings Settings(params string[] interfaces) => new([.. interfaces], [], [], BindMode.Dynamic, 53);

    /// <summary>Waits for the listeners to be so.</summary>
    public ListenersReport WaitFor(Func<ListenersReport, bool> condition)
    {
        ListenersReport report = Report();
        Assert.True(
            SpinWait.SpinUntil(() => condition(report = Report()), Patience),
            string.Join("; ", report.Listeners.Select(listener => $"{listener.Target} {listener.Outcome} {listener.Trouble}")));
        return report;
    }

    public ListenersReport WaitForOpen(params string[] addresses) => WaitFor(report => addresses.All(address =>
        report.Listeners.Count(state => state.Outcome == ListenOutcome.Open && state.Target.EndPoint.Address.Equals(IPAddress.Parse(address))) == 2));

    /// <summary>Asks from a network; true when there is an answer.</summary>
    public static bool Ask(NetworkNamespace from, string server, int waitMilliseconds = 30_000) => from.Run(() =>
    {
        using var stub = new Stub(IPAddress.Parse(server).AddressFamily, waitMilliseconds);
        return stub.Ask(new IPEndPoint(IPAddress.Parse(server), 53), "www.example.org") is not null;
    });

    private ListenersReport Report() => _listeners.Ask<ListenersMessage, ListenersReport>(
        reply => new ListenersMessage.Describe(reply), Patience, TimeProvider.System).GetAwaiter().GetResult();

    public void Dispose()
    {
        _monitor.Dispose();
        Resolver.Dispose();
        _watch.Dispose();
        Gateway.Dispose();
        Client.Dispose();
    }
}
