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

        Tell(actor, Read(("/etc/hosts", "192.0.2.1 nas\n")));
        Assert.Equal("NoError 192.0.2.1", _names.Ask("nas"));
        Assert.False(Report(actor).IsLoaded); // the blocklists are still missing
        Tell(actor, new LocalNamesMessage.BlocklistsRead([]));
        Assert.Equal((true, 2), (Report(actor).IsLoaded, Report(actor).HostsNames));

        Tell(actor, Read(("/etc/hosts", "192.0.2.2 web\n")));
        Assert.Equal("pass", _names.Ask("nas"));
        Assert.Equal("NoError 192.0.2.2", _names.Ask("web.lab.test"));
    }

    [Fact]
    public void New_settings_read_the_files_again_under_them()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab);
        Tell(actor, Read(("/etc/hosts", "192.0.2.1 nas\n")));
        Tell(actor, new LocalNamesMessage.SettingsChanged(Lab with { Domain = "new.test", NoHosts = true, AddnHosts = ["/a"] }));
        Assert.Equal(["/a"], _source.Paths);

        Tell(actor, Read(("/a", "192.0.2.1 nas\n")));
        Assert.Equal("NoError 192.0.2.1", _names.Ask("nas.new.test"));
        Assert.Equal("pass", _names.Ask("nas.lab.test"));
    }

    [Fact]
    public void Trouble_is_told_once_and_not_with_every_reading()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab);
        LocalNamesMessage read = new LocalNamesMessage.HostsRead(
            [new HostsFile("/etc/hosts", "192.0.2.1 nas\nnonsense\nmore nonsense\n"), new HostsFile("/gone", "", "no such file")]);
        Tell(actor, read);
        Tell(actor, read);

        Assert.Equal(
            [
                "/etc/hosts gives 2 names",
                "/etc/hosts:2: not understood; 2 such lines in all are passed over",
                "/gone cannot be read: no such file. Its names do not resolve until it can",
            ],
            _log.Lines);
    }

    [Fact]
    public void Blocklists_are_followed_and_reported_like_hosts_files()
    {
        IActorRef<LocalNamesMessage> actor = Start(Lab with { Blocklists = ["/ads"] });
        Assert.Equal(["/ads"], _blocklists.Paths);

        Tell(actor, Read());
        Tell(actor, new LocalNamesMessage.BlocklistsRead([new HostsFile("/ads", "||ads.example^\n||no^good/path\n")]));
        Assert.Equal("NoError 0.0.0.0", _names.Ask("x.ads.example"));
        Assert.Equal(1, Report(actor).BlockedNames);
        Assert.Equal(["/ads gives 1 names", "/ads:2: not understood; 1 such lines in all are passed over"], _log.Lines);
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
        Tell(actor, Read());
        Assert.Equal("pass", _names.Ask("gw.lab.test"));

        Tell(actor, new LocalNamesMessage.InterfacesChanged(LocalNamesFixture.Interfaces));
        Assert.Equal("NoError 10.9.0.1 192.0.2.129", _names.Ask("gw.lab.test"));
        Assert.Equal("NoError gw.lab.test.", _names.Ask("1.0.9.10.in-addr.arpa", RecordType.PTR));
    }

    private static LocalNamesMessage.HostsRead Read(params (string Path, string Text)[] files) =>
        new([.. files.Select(file => new HostsFile(file.Path, file.Text))]);

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

    private sealed class RecordedSource : IHostsSource
    {
        public ImmutableArray<string> Paths { get; private set; } = [];

        public void Follow(ImmutableArray<string> paths, IActorRef<LocalNamesMessage> reader) => Paths = paths;
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
