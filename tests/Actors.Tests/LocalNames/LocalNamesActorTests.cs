using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;
using Polymasq.TestKit;
using static Polymasq.Actors.Tests.LocalNames.LocalNamesFixture;

namespace Polymasq.Actors.Tests.LocalNames;

public sealed class LocalNamesActorTests
{
    private readonly ManualSystem _system = new();
    private readonly RecordedSource _source = new();
    private readonly RecordedSource _blocklists = new();
    private readonly PresentInterfaces _interfaces = new();
    private readonly LogLines _log = new();
    private readonly LocalNamesFixture _names = new(Lab);

    [Fact]
    public void Hosts_files_are_followed_in_their_order()
    {
        Start(Lab with { AddnHosts = ["/a", "/b"] });
        Assert.Equal(["/etc/hosts", "/a", "/b"], _source.Paths);

        Start(Lab with { AddnHosts = ["/a"], NoHosts = true }, "second");
        Assert.Equal(["/a"], _source.Paths);
    }

    [Fact]
    public void What_was_read_resolves_and_what_is_gone_does_not()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab);
        Assert.False(Report(actor).IsLoaded);

        Tell(actor, _source.Read(("/etc/hosts", "192.0.2.1 nas\n")));
        Assert.Equal("NoError 192.0.2.1", _names.Ask("nas"));
        Assert.False(Report(actor).IsLoaded); // the blocklists are still missing
        Tell(actor, _blocklists.Read());
        Assert.Equal((true, 2), (Report(actor).IsLoaded, Report(actor).HostsNames));

        Tell(actor, _source.Read(("/etc/hosts", "192.0.2.2 web\n")));
        Assert.Equal("pass", _names.Ask("nas"));
        Assert.Equal("NoError 192.0.2.2", _names.Ask("web.lab.test"));
    }

    [Fact]
    public void New_settings_read_the_files_again_under_them()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab);
        Tell(actor, _source.Read(("/etc/hosts", "192.0.2.1 nas\n")));
        Tell(actor, new LocalNamesMessage.SettingsChanged(Lab with { Domain = "new.test", NoHosts = true, AddnHosts = ["/a"] }));
        Assert.Equal(["/a"], _source.Paths);

        Tell(actor, _source.Read(("/a", "192.0.2.1 nas\n")));
        Assert.Equal("NoError 192.0.2.1", _names.Ask("nas.new.test"));
        Assert.Equal("pass", _names.Ask("nas.lab.test"));
    }

    [Fact]
    public void Trouble_is_told_once_and_not_with_every_reading()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab);
        HostsIntake intake = new(Lab);
        intake.Begin("/etc/hosts");
        intake.Take("192.0.2.1 nas"u8);
        intake.Take("nonsense"u8);
        intake.Take("more nonsense"u8);
        intake.End("");
        intake.Begin("/gone");
        intake.End("no such file");
        intake.Begin("/half");
        intake.Take("192.0.2.2 half.example"u8);
        intake.End("input/output error");
        LocalNamesMessage read = intake.Finish();
        Tell(actor, read);
        Tell(actor, read);

        Assert.Equal(
            [
                "/etc/hosts gives 2 names",
                "/etc/hosts:2: not understood; lines passed over: 2",
                "/gone cannot be read: no such file. Its names do not resolve until it can",
                "/half cannot be read to its end: input/output error. The 1 names before that are in force",
            ],
            _log.Lines);
    }

    [Fact]
    public void Blocklists_are_followed_and_reported_like_hosts_files()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab with { Blocklists = ["/ads"] });
        Assert.Equal(["/ads"], _blocklists.Paths);

        Tell(actor, _source.Read());
        Tell(actor, _blocklists.Read(("/ads", "||ads.example^\n||no^good/path\n")));
        Assert.Equal("NoError 0.0.0.0", _names.Ask("x.ads.example"));
        Assert.Equal(1, Report(actor).BlockedNames);
        Assert.Equal(["/ads gives 1 names", "/ads:2: not understood; lines passed over: 1"], _log.Lines);
    }

    // dnsmasq: interface-name follows the interface.
    [Fact]
    public void Names_of_interfaces_change_with_them()
    {
        LocalNamesSettings settings = Lab with
        {
            Configured = ConfiguredNames.None with { InterfaceNames = [new([.. DnsNameText.ToLowerWire("gw.lab.test")!], "lan0", InterfaceFamilies.Ipv4, [], [])] },
        };
        IActorRef<LocalNamesMessage> actor = Start(settings);
        Tell(actor, _source.Read());
        Assert.Equal("pass", _names.Ask("gw.lab.test"));

        Tell(actor, new LocalNamesMessage.InterfacesChanged(LocalNamesFixture.Interfaces));
        Assert.Equal("NoError 10.9.0.1 192.0.2.129", _names.Ask("gw.lab.test"));
        Assert.Equal("NoError gw.lab.test.", _names.Ask("1.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    private IActorRef<LocalNamesMessage> Start(LocalNamesSettings settings, string name = "names") =>
        _system.Spawn(() => new LocalNamesActor(settings, new(_source, _blocklists), _interfaces, _names.Resolver, _names.Leases, _log), name);

    private void Tell(IActorRef<LocalNamesMessage> actor, LocalNamesMessage message)
    {
        Assert.True(actor.TryTell(message));
        _system.Run();
    }

    private LocalNamesReport Report(IActorRef<LocalNamesMessage> actor) =>
        _system.Ask<LocalNamesMessage, LocalNamesReport>(actor, reply => new LocalNamesMessage.Describe(reply));

    private sealed class PresentInterfaces : IInterfaceSource
    {
        public InterfaceSet? Current => null;
    }

    /// <summary>Reads what a test says stands in the files, into what the actor gave for it.</summary>
    private sealed class RecordedSource : IHostsSource<LocalNamesMessage>
    {
        private Func<ILineIntake<LocalNamesMessage>>? _intake;

        public ImmutableArray<string> Paths { get; private set; } = [];

        public void Follow(ImmutableArray<string> paths, Func<ILineIntake<LocalNamesMessage>> intake, IActorRef<LocalNamesMessage> reader) =>
            (Paths, _intake) = (paths, intake);

        public LocalNamesMessage Read(params (string Path, string Text)[] files) => LocalNamesFixture.Read(_intake!(), files);
    }

    private sealed class LogLines : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
