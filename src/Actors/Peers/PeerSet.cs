using Polymasq.Actors.Clustering;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Peers;

/// <summary>The gateways that names have their home at. Never changes: a new one takes its place.</summary>
internal sealed class PeerSet
{
    public static readonly PeerSet None = new([], []);

    private readonly ulong[] _gateways; // hashes of their names
    private readonly UpstreamServer?[] _servers; // in the same places; null for this gateway itself
    private readonly UpstreamServer[] _others;

    /// <param name="gateways">Names of gateways, in the same order everywhere.</param>
    /// <param name="servers">Where each is asked; null for this gateway itself.</param>
    public PeerSet(string[] gateways, UpstreamServer?[] servers)
    {
        _gateways = [.. gateways.Select(Rendezvous.HashOf)];
        _servers = servers;
        _others = [.. servers.OfType<UpstreamServer>()];
    }

    /// <summary>True when there is nobody to ask.</summary>
    public bool IsEmpty => _others.Length == 0;

    /// <summary>All but this gateway.</summary>
    public ReadOnlySpan<UpstreamServer> Others => _others;

    /// <summary>The gateway that asks upstream for a name; null when it is this one.</summary>
    /// <param name="name">On the wire, in lower case. All types of a name have one home.</param>
    public UpstreamServer? HomeOf(ReadOnlySpan<byte> name)
    {
        int heaviest = Rendezvous.Heaviest(_gateways, Rendezvous.HashOf(name));
        return heaviest < 0 ? null : _servers[heaviest];
    }
}

/// <summary>Where the present set is found by every shard.</summary>
internal sealed class PeerDirectory
{
    private volatile PeerSet _current = PeerSet.None;

    public PeerSet Current
    {
        get => _current;
        set => _current = value;
    }
}
