using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;

namespace Polymasq.Actors.Upstreams;

/// <summary>
/// Decides which upstream servers are in use, from the configuration and resolv.conf, and supervises their actors. A server that
/// stays keeps its actor and what is known of it.
/// </summary>
internal sealed class UpstreamsActor(
    UpstreamSettings settings,
    UpstreamDirectory directory,
    LoopWatch watch,
    ImmutableArray<IActorRef<CacheShardMessage>> shards,
    IResolvFile resolvFile,
    ILogger logger) : Actor<UpstreamsMessage>
{
    private static readonly TimeSpan ProbeReturn = TimeSpan.FromSeconds(2); // longer than a way in a circle takes
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5); // at the start our own sockets may not be open yet
    private static readonly TimeSpan SuspectsInterval = TimeSpan.FromSeconds(30);

    private readonly Dictionary<UpstreamTarget, UpstreamServer> _servers = [];
    private readonly LoopCheck _loops = new();
    private UpstreamSettings _settings = settings;
    private ImmutableArray<IpEndpoint> _resolvServers = [];
    private ImmutableArray<IpEndpoint> _own = [];
    private ImmutableArray<IpEndpoint> _machine = [];
    private string? _shown; // the list that the log has seen last
    private UpstreamsMessage.ServersFile? _serversFile;
    private bool _hasHeardOfResolvFile;
    private int _spawned;

    protected override void OnStart()
    {
        Rebuild();
        LookForLoops();
        Timers.Every(SuspectsInterval, new UpstreamsMessage.LoopsDue(Suspects: true));
        resolvFile.Follow(Self);
    }

    protected override void OnStop() => watch.End();

    protected override void Receive(in UpstreamsMessage message)
    {
        switch (message)
        {
            case UpstreamsMessage.Configure configure:
                _settings = configure.Settings;
                Rebuild();
                LookForLoops();
                break;
            case UpstreamsMessage.ResolvFile file:
                _hasHeardOfResolvFile = true;
                _resolvServers = ResolvConf.Parse(file.Text);
                Rebuild();
                LookForLoops();
                break;
            case UpstreamsMessage.ServersFile file:
                _serversFile = file;
                Rebuild();
                LookForLoops();
                break;
            case UpstreamsMessage.OwnAddresses own:
                _own = own.Addresses;
                if (!_machine.AsSpan().SequenceEqual(own.Machine.AsSpan())) directory.AddressChanges++; // this actor alone writes it
                _machine = own.Machine;
                Rebuild();
                LookForLoops();
                break;
            case UpstreamsMessage.Hinted hint:
                directory.Current.All.FirstOrDefault(server => server.Name == hint.Server)?.Owner?.Tell(UpstreamMessage.Hinted());
                break;
            case UpstreamsMessage.Looped looped:
                OnLooped(looped.Probe);
                break;
            case UpstreamsMessage.LoopsDue due:
                if (!due.Suspects || _loops.Looping.Count > 0) ProbeLoops(due.Suspects);
                break;
            case UpstreamsMessage.LoopsOver over:
                OnLoopsOver(over.Round);
                break;
            case UpstreamsMessage.Show show:
                show.ReplyTo.TrySet(UpstreamReport.Of(directory.Current));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Rebuild()
    {
        ImmutableArray<UpstreamServerSettings> wanted = [.. Wanted().Where(server => !IsOurselves(server.Target))];
        foreach (UpstreamServerSettings server in wanted) EnsureServer(server.Target);
        _loops.Keep(wanted.Select(static server => server.Target));
        directory.Current = UpstreamSetBuilder.Build(wanted, _servers, _settings.Order, [.. _settings.DefaultDomains, .. _serversFile?.DefaultDomains ?? []], _loops.Looping,
            isFinal: _settings is { NoResolv: true, HasServersFile: false });
        foreach (UpstreamTarget gone in _servers.Keys.Except(wanted.Select(static server => server.Target)).ToArray())
        {
            _servers[gone].Owner?.Stop();
            _servers.Remove(gone);
        }

        foreach (IActorRef<CacheShardMessage> shard in shards) shard.Tell(CacheShardMessage.UpstreamsChanged());
        LogChange();
    }

    // dnsmasq: servers of the configuration and of resolv.conf are used together, unless no-resolv.
    private IEnumerable<UpstreamServerSettings> Wanted()
    {
        IEnumerable<UpstreamServerSettings> named = _settings.Servers.Concat(_serversFile?.Servers ?? []);
        return _settings.NoResolv ? named : named.Concat(_resolvServers.Select(static address => new UpstreamServerSettings(address, [])));
    }

    private bool IsOurselves(UpstreamTarget target)
    {
        if (!_own.Contains(target.Address)) return false;
        if (_servers.ContainsKey(target)) UpstreamLog.Ourselves(logger, target.ToString());
        return true;
    }

    private void LookForLoops()
    {
        if (!_settings.DetectsLoops)
        {
            watch.End();
            if (_loops.Looping.Count == 0) return;
            _loops.Clear();
            Rebuild();
            return;
        }

        ProbeLoops(suspectsAlone: false);
        Timers.Once(SecondLook, new UpstreamsMessage.LoopsDue(Suspects: false));
    }

    // dnsmasq: servers for some domains alone may ask us for others, and rightly so.
    private void ProbeLoops(bool suspectsAlone)
    {
        if (!_settings.DetectsLoops) return;
        IEnumerable<UpstreamTarget> probed = Wanted().Where(static server => server.Domains.IsEmpty).Select(static server => server.Target);
        IReadOnlyDictionary<ulong, UpstreamTarget> probes = _loops.Begin(probed.Where(target => _servers.ContainsKey(target) && (!suspectsAlone || _loops.Looping.Contains(target))));
        watch.Begin(Self, _loops.Probes);
        foreach ((ulong probe, UpstreamTarget target) in probes)
            shards[(int)(probe % (ulong)shards.Length)].Tell(CacheShardMessage.ProbeLoop(new LoopProbe(_servers[target], LoopWatch.NameOf(probe))));
        Timers.Once(ProbeReturn, new UpstreamsMessage.LoopsOver(_loops.Round));
    }

    private void OnLooped(ulong probe)
    {
        if (!_loops.TryMark(probe, out UpstreamTarget? server)) return;
        UpstreamLog.Loops(logger, server.ToString());
        Rebuild();
    }

    private void OnLoopsOver(int round)
    {
        if (round != _loops.Round) return;
        UpstreamTarget[] mended = _loops.End(target => _servers[target].Verdict.State == UpstreamState.Up);
        foreach (UpstreamTarget server in mended) UpstreamLog.LoopsNoMore(logger, server.ToString());
        if (mended.Length > 0) Rebuild();
    }

    private void EnsureServer(UpstreamTarget target)
    {
        if (_servers.ContainsKey(target)) return;
        UpstreamServer server = new(target, shards.Length);
        IActorRef<CacheShardMessage> prober = shards[_spawned++ % shards.Length];
        // The number keeps apart a server that comes back while its former actor is still stopping.
        server.Owner = Spawn(new Props<UpstreamMessage>(() => new UpstreamActor(server, prober, logger), MailboxCapacity: 256), $"{_spawned}-{server.Address}");
        _servers.Add(target, server);
    }

    private bool HasHeardOfFiles => (_settings.NoResolv || _hasHeardOfResolvFile) && (!_settings.HasServersFile || _serversFile is not null);

    private void LogChange()
    {
        string list = string.Join(", ", directory.Current.All.Select(static server => server.Name));
        if (list == _shown || (list.Length == 0 && !HasHeardOfFiles)) return;
        _shown = list;
        if (list.Length == 0) UpstreamLog.None(logger);
        else UpstreamLog.Using(logger, list);
    }
}
