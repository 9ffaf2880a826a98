using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Kernel;

namespace Polymasq.Actors.LocalNames;

/// <summary>Owns what the hosts files say: puts them together whenever they or the settings change, and publishes the result.</summary>
public sealed class LocalNamesActor(
    LocalNamesSettings settings, IHostsSource source, LocalResolver resolver, LeaseNames leases, ILogger log) : Actor<LocalNamesMessage>
{
    private LocalNamesSettings _settings = settings;
    private ImmutableArray<HostsFileReport> _files = [];
    private bool _isLoaded;
    private int _hostsNames;

    // After a restart the names published before stay until the files have been read.
    protected override void OnStart() => source.Follow(_settings.HostsPaths, Self);

    protected override void Receive(in LocalNamesMessage message)
    {
        switch (message)
        {
            case LocalNamesMessage.HostsRead read: Load(read.Files); break;
            case LocalNamesMessage.SettingsChanged changed:
                _settings = changed.Settings;
                source.Follow(_settings.HostsPaths, Self);
                break;
            case LocalNamesMessage.Describe ask:
                ask.Reply.TrySet(new LocalNamesReport(_isLoaded, _hostsNames, leases.Count, _files));
                break;
        }
    }

    private void Load(ImmutableArray<HostsFile> files)
    {
        HostsTableBuilder builder = new(_settings);
        ImmutableArray<HostsFileReport> reports = [.. files.Select(builder.Add)];
        HostsTable table = builder.Build();
        resolver.Publish(new LocalNamesSnapshot(_settings, table));

        foreach (HostsFileReport news in reports.Except(_files)) Tell(news);
        _files = reports;
        _hostsNames = table.Names.Count;
        _isLoaded = true;
    }

    private void Tell(HostsFileReport file)
    {
        if (file.Trouble.Length > 0) LocalNamesLog.NotRead(log, file.Path, file.Trouble);
        else LocalNamesLog.Read(log, file.Path, file.Names);
        if (file.BadLines > 0) LocalNamesLog.BadLines(log, file.Path, file.FirstBadLine, file.BadLines);
    }
}
