using System.Collections.Concurrent;
using System.Net;
using Polymasq.Actors.Clustering;
using Polymasq.Actors.Peers;
using Polymasq.Node.Tests.Sockets.Dns;
using Polymasq.TestKit;

namespace Polymasq.Node.Tests.Sockets.Peers;

/// <summary>Gateways on loopback addresses that share a key, a view of who is a member, and one upstream server that counts.</summary>
internal sealed class ResolverCluster : IDisposable
{
    private static readonly byte[] Secret = "0123456789abcdef0123456789abcdef"u8.ToArray();

    private readonly ConcurrentDictionary<string, int> _questions = new();
    private readonly Stub _stub = new(waitMilliseconds: 30_000);
    private readonly Resolver[] _gateways;
    private readonly IPEndPoint[] _servers;
    private readonly PublishedClusterView[] _views;
    private volatile bool _isCutOff;

    /// <param name="time">By which answers are late; else the system's.</param>
    public ResolverCluster(int gateways, int lanes = 1, TimeProvider? time = null)
    {
        Upstream.Udp = Answer;
        _gateways = [.. Enumerable.Range(0, gateways).Select(_ => new Resolver(lanes, Settings, Upstream, time: time))];
        _servers = [.. _gateways.Select(static gateway => gateway.Open("127.0.0.1"))];
        _views = [.. _gateways.Select(static (_, i) => new PublishedClusterView(ClusterView.Alone(NameOf(i))))];
        Publish();
        for (int i = 0; i < gateways; i++) _gateways[i].Join(_views[i]);
    }

    public static PeerSettings Settings { get; } = PeerSettings.From(Secret, TimeSpan.FromMinutes(5));

    public UdpUpstream Upstream { get; } = new();

    /// <summary>Upstream says nothing any more.</summary>
    public bool IsCutOff
    {
        set => _isCutOff = value;
    }

    /// <summary>How often upstream was asked for each name.</summary>
    public IReadOnlyDictionary<string, int> Questions => _questions;

    public Resolver this[int gateway] => _gateways[gateway];

    public bool Resolves(int gateway, string name) => _stub.Ask(_servers[gateway], name) is { } reply && reply.Answers.Any();

    /// <summary>A gateway ends and another takes its place, with nothing in its cache.</summary>
    public void Restart(int gateway)
    {
        _gateways[gateway].Dispose();
        _gateways[gateway] = new Resolver(1, Settings, Upstream);
        _servers[gateway] = _gateways[gateway].Open("127.0.0.1");
        Publish();
        _gateways[gateway].Join(_views[gateway]);
    }

    private void Publish()
    {
        ClusterMember[] members = [.. _gateways.Select(static (gateway, i) => new ClusterMember
        {
            Name = NameOf(i), Instance = NameOf(i), Version = "1", StartedAt = DateTimeOffset.UnixEpoch, At = DateTimeOffset.UnixEpoch,
            State = MemberState.Up, SecretDigest = "the same", Address = gateway.Cluster!.Local,
        })];
        for (int i = 0; i < _views.Length; i++) _views[i].Current = new ClusterView(NameOf(i), [.. members], [], DhcpDuty.All);
    }

    private byte[] Answer(byte[] query)
    {
        if (_isCutOff) return [];
        string name = DnsView.Of(query).Name;
        if (name != ".") _questions.AddOrUpdate(name, 1, static (_, count) => count + 1);
        return LoopbackServer.Standard(query);
    }

    private static string NameOf(int gateway) => $"gw{gateway + 1}";

    public void Dispose()
    {
        _stub.Dispose();
        foreach (Resolver gateway in _gateways) gateway.Dispose();
        Upstream.Dispose();
    }
}
