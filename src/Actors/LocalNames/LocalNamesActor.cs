using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.LocalNames.Blocking;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Owns what hosts files, blocklists and interfaces say: puts them together with the settings whenever one of them changes, and
/// publishes the result.
/// </summary>
/// <param name="settings">At the start; <see cref="LocalNamesMessage.SettingsChanged"/> replaces them.</param>
/// <param name="sources">Where the files are read.</param>
/// <param name="interfaces">Where the interfaces are looked up at the start.</param>
/// <param name="resolver">Answers from what is published.</param>
/// <param name="leases">Counted for the report.</param>
/// <param name="log">For events 1400 to 1499.</param>
public sealed class LocalNamesActor(
    LocalNamesSettings settings, LocalNamesSources sources, IInterfaceSource interfaces, LocalResolver resolver, LeaseNames leases, ILogger log)
    : Actor<LocalNamesMessage>
{
    private const int LongBlocklist = 100_000;

    private LocalNamesSettings _settings = settings;
    private HostsTable? _hosts;
    private BlockSet? _blocked;
    private InterfaceSet _interfaces = InterfaceSet.Empty;
    private ImmutableArray<HostsFileReport> _hostsFiles = [];
    private ImmutableArray<HostsFileReport> _blocklists = [];

    // After a restart the names published before stay until the files have been read.
    protected override void OnStart()
    {
        _interfaces = interfaces.Current ?? InterfaceSet.Empty;
        Follow();
    }

    protected override void Receive(in LocalNamesMessage message)
    {
        switch (message)
        {
            case LocalNamesMessage.HostsRead read: Load(read); break;
            case LocalNamesMessage.BlocklistsRead read: Load(read); break;
            case LocalNamesMessage.InterfacesChanged changed:
                _interfaces = changed.Present;
                Publish();
                break;
            case LocalNamesMessage.SettingsChanged changed:
                _settings = changed.Settings;
                Publish();
                Follow();
                break;
            case LocalNamesMessage.Describe ask: ask.Reply.TrySet(Report()); break;
        }
    }

    private void Follow()
    {
        LocalNamesSettings settings = _settings;
        sources.Hosts.Follow(settings.HostsPaths, () => new HostsIntake(settings), Self);
        sources.Blocklists.Follow(settings.Blocklists, static () => new BlocklistIntake(), Self);
    }

    private void Load(LocalNamesMessage.HostsRead read)
    {
        _hosts = read.Table;
        Publish();
        foreach (HostsFileReport news in read.Files.Except(_hostsFiles)) Tell(news);
        _hostsFiles = read.Files;
    }

    private void Load(LocalNamesMessage.BlocklistsRead read)
    {
        bool wasLong = resolver.Blocked.Count > LongBlocklist;
        _blocked = read.Blocked;
        Publish();
        // The former set is large and nothing else is: left alone, the collector would let several of them gather. Not blocking: in the background.
        if (wasLong && resolver.Blocked == _blocked) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
        foreach (HostsFileReport news in read.Files.Except(_blocklists)) Tell(news);
        _blocklists = read.Files;
    }

    // A long blocklist takes a moment to read; the hosts files need not wait for it, nor what was blocked before a restart.
    private void Publish()
    {
        if (_hosts is not null) resolver.Publish(new LocalNamesSnapshot(_settings, _hosts, _blocked ?? resolver.Blocked, _interfaces));
    }

    private LocalNamesReport Report() => new(
        _hosts is not null && _blocked is not null, _hosts?.Names.Count ?? 0, leases.Count, _blocked?.Count ?? 0, [.. _hostsFiles, .. _blocklists]);

    private void Tell(HostsFileReport file)
    {
        if (file.Trouble.Length > 0 && file.Names > 0) LocalNamesLog.ReadInPart(log, file.Path, file.Trouble, file.Names);
        else if (file.Trouble.Length > 0) LocalNamesLog.NotRead(log, file.Path, file.Trouble);
        else LocalNamesLog.Read(log, file.Path, file.Names);
        if (file.BadLines > 0) LocalNamesLog.BadLines(log, file.Path, file.FirstBadLine, file.BadLines);
    }
}
