using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Polymasq.Actors.Caching;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Kernel;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Peers;

/// <summary>
/// Decides which gateways are asked for names, from the members of the cluster, and supervises an actor for each, as upstream
/// servers have one. A gateway that stays keeps what is known of it.
/// </summary>
internal sealed class PeersActor(
    IClusterView cluster, PeerDirectory directory, ImmutableArray<IActorRef<CacheShardMessage>> shards, ILogger logger) : Actor<PeersMessage>
{
    /// <summary>Members change when a lease of seconds ends: this adds little to it.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<(string Gateway, IpEndpoint Address), UpstreamServer> _servers = [];
    private ClusterView? _seen;
    private int _spawned;

    protected override void OnStart()
    {
        Look();
        Timers.Every(LookInterval, new PeersMessage.Look());
    }

    protected override void OnStop() => directory.Current = PeerSet.None;

    protected override void Receive(in PeersMessage message)
    {
        switch (message)
        {
            case PeersMessage.Look: Look(); break;
            case PeersMessage.Show show: show.ReplyTo.TrySet(Describe()); break;
            default: throw new UnreachableException();
        }
    }

    private void Look()
    {
        ClusterView view = cluster.Current;
        if (ReferenceEquals(view, _seen)) return;
        _seen = view;
        ClusterMember[] homes = [.. view.Members.Where(member => IsHome(member, view.Find(view.Own)))];
        directory.Current = new PeerSet(
            [.. homes.Select(static member => member.Name)],
            [.. homes.Select(member => member.Name == view.Own ? null : ServerOf(member.Name, IpEndpoint.From(member.Address!)))]);
        foreach ((string, IpEndpoint) gone in _servers.Keys.Except(homes.Select(static member => (member.Name, IpEndpoint.From(member.Address!)))).ToArray())
        {
            _servers[gone].Owner?.Stop();
            _servers.Remove(gone);
        }
    }

    // One that has not joined itself yet cannot compare secrets; where they differ no answer is verified, and nobody is asked twice.
    private static bool IsHome(ClusterMember member, ClusterMember? own) =>
        member is { State: MemberState.Up, Address: not null, SecretDigest.Length: > 0 } && (own is null || own.SecretDigest == member.SecretDigest);

    private UpstreamServer ServerOf(string gateway, IpEndpoint address)
    {
        if (_servers.TryGetValue((gateway, address), out UpstreamServer? known)) return known;
        UpstreamServer server = new(UpstreamTarget.Plain(address), shards.Length, gateway);
        IActorRef<CacheShardMessage> prober = shards[_spawned++ % shards.Length];
        // The number keeps apart a gateway that comes back while its former actor is still stopping.
        server.Owner = Spawn(new Props<UpstreamMessage>(() => new UpstreamActor(server, prober, logger), MailboxCapacity: 256), $"{_spawned}-{gateway}");
        _servers.Add((gateway, address), server);
        return server;
    }

    private ImmutableArray<UpstreamInfo> Describe() =>
        [.. _servers.Values.OrderBy(static server => server.Gateway, StringComparer.Ordinal).Select(static server => UpstreamReport.Of(server, UpstreamSet.Empty))];
}
