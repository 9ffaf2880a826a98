using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.TestKit;
using static Polymasq.Actors.Tests.Listeners.Machine;

namespace Polymasq.Actors.Tests.Listeners;

public sealed class ListenersActorTests
{
    private readonly ManualSystem _system = new();
    private readonly RecordedSockets _sockets = new();
    private readonly LogLines _log = new();

    [Fact]
    public void An_address_that_appears_is_opened_and_one_that_goes_is_closed()
    {
        IActorRef<ListenersMessage> listeners = Start(Settings("lan0"), With(Interface(2, "lan0", "10.9.0.1/24")));
        Assert.Equal(["udp 10.9.0.1:53 (lan0)", "tcp 10.9.0.1:53 (lan0)"], _sockets.Open);

        Tell(listeners, With(Interface(2, "lan0", "10.9.0.2/24")));

        Assert.Equal(["udp 10.9.0.2:53 (lan0)", "tcp 10.9.0.2:53 (lan0)"], _sockets.Open);
    }

    [Fact]
    public void A_change_elsewhere_leaves_open_sockets_alone()
    {
        IActorRef<ListenersMessage> listeners = Start(Settings("lan0"), With(Interface(2, "lan0", "10.9.0.1/24")));
        int attempts = _sockets.Attempts;

        Tell(listeners, With(Interface(2, "lan0", "10.9.0.1/24"), Interface(3, "wan0", "192.0.2.1/24")));

        Assert.Equal(attempts, _sockets.Attempts);
        Assert.Equal(2, _sockets.Open.Count);
    }

    [Fact]
    public void A_taken_port_is_told_once_and_tried_until_it_is_free()
    {
        _sockets.Troubles["udp 127.0.0.1:53 (lo)"] = new ListenResult(ListenOutcome.Taken, "is taken by dnsmasq (pid 7)");
        Start(Settings("lo"), With());
        Assert.Equal(["tcp 127.0.0.1:53 (lo)", "udp [::1]:53 (lo)", "tcp [::1]:53 (lo)"], _sockets.Open);

        _system.Advance(120);
        Assert.Equal("udp 127.0.0.1:53 (lo) is taken by dnsmasq (pid 7). It is tried again; the other listeners run on", Assert.Single(_log.Errors));
        Assert.InRange(_sockets.Attempts, 4 + 6, 4 + 12);

        _sockets.Troubles.Clear();
        _system.Advance(31);
        Assert.Contains("udp 127.0.0.1:53 (lo)", _sockets.Open);
    }

    [Fact]
    public void An_address_that_cannot_be_bound_for_a_moment_is_no_news()
    {
        _sockets.Troubles["udp 10.9.0.1:53 (lan0)"] = new ListenResult(ListenOutcome.NotThere, "cannot be bound");
        Start(Settings("lan0"), With(Interface(2, "lan0", "10.9.0.1/24")));

        _system.Advance(0.5);
        _sockets.Troubles.Clear();
        _system.Advance(0.5);

        Assert.Empty(_log.Errors);
        Assert.Equal(2, _sockets.Open.Count);
    }

    [Fact]
    public void New_settings_change_only_what_they_must()
    {
        InterfaceSet machine = With(Interface(2, "lan0", "10.9.0.1/24"), Interface(3, "lan1", "10.8.0.1/24"));
        IActorRef<ListenersMessage> listeners = Start(Settings("lan0"), machine);
        int attempts = _sockets.Attempts;

        listeners.Tell(new ListenersMessage.SettingsChanged(Settings("lan0 lan1")));
        _system.Run();

        Assert.Equal(attempts + 2, _sockets.Attempts);
        Assert.Equal(4, _sockets.Open.Count);
        Assert.True(_sockets.Served.Contains(3));
    }

    [Fact]
    public void Bound_to_what_was_there_at_the_start_it_follows_nothing()
    {
        IActorRef<ListenersMessage> listeners = Start(Settings(bind: BindMode.BindInterfaces), With());

        Tell(listeners, With(Interface(2, "lan0", "10.9.0.1/24")));

        Assert.All(_sockets.Open, target => Assert.Contains("(lo)", target));
    }

    [Fact]
    public void What_is_configured_but_absent_is_told_once_until_it_was_there()
    {
        IActorRef<ListenersMessage> listeners = Start(Settings("lan0"), With());
        Tell(listeners, With(Interface(3, "wan0")));
        Assert.Single(_log.Warnings);

        Tell(listeners, With(Interface(2, "lan0", "10.9.0.1/24")));
        Tell(listeners, With());
        Assert.Equal(2, _log.Warnings.Count);
    }

    [Fact]
    public void Asked_it_tells_what_is_open_and_what_is_not()
    {
        _sockets.Troubles["udp 127.0.0.1:53 (lo)"] = new ListenResult(ListenOutcome.Taken, "is taken");
        IActorRef<ListenersMessage> listeners = Start(Settings("lo"), With());

        ListenersReport report = _system.Ask<ListenersMessage, ListenersReport>(listeners, reply => new ListenersMessage.Describe(reply));

        Assert.True(report.Planned);
        Assert.Equal(3, report.Listeners.Count(state => state.Outcome == ListenOutcome.Open));
        Assert.Equal("is taken", Assert.Single(report.Listeners, state => state.Outcome == ListenOutcome.Taken).Trouble);
    }

    [Fact]
    public void Its_end_closes_everything()
    {
        IActorRef<ListenersMessage> listeners = Start(Settings(), With());

        listeners.Stop();
        _system.Run();

        Assert.Empty(_sockets.Open);
    }

    private IActorRef<ListenersMessage> Start(ListenSettings settings, InterfaceSet machine) =>
        _system.Spawn(() => new ListenersActor(settings, _sockets, new KnownInterfaces(machine), _log), "listeners");

    private void Tell(IActorRef<ListenersMessage> listeners, InterfaceSet machine)
    {
        listeners.Tell(new ListenersMessage.InterfacesChanged(machine));
        _system.Run();
    }

    private sealed record KnownInterfaces(InterfaceSet? Current) : IInterfaceSource;

    private sealed class RecordedSockets : IListenerSockets
    {
        public Dictionary<string, ListenResult> Troubles { get; } = [];

        public List<string> Open { get; } = [];

        public int Attempts { get; private set; }

        public ServedInterfaces Served { get; private set; } = ServedInterfaces.All;

        ListenResult IListenerSockets.Open(ListenTarget target)
        {
            Attempts++;
            if (Troubles.TryGetValue(target.ToString(), out ListenResult trouble)) return trouble;
            Open.Add(target.ToString());
            return new ListenResult(ListenOutcome.Open, "");
        }

        public void Close(ListenTarget target) => Assert.True(Open.Remove(target.ToString()));

        public void Serve(ServedInterfaces served) => Served = served;
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Errors { get; } = [];

        public List<string> Warnings { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error) Errors.Add(formatter(state, exception));
            if (logLevel == LogLevel.Warning) Warnings.Add(formatter(state, exception));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
