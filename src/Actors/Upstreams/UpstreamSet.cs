using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Upstreams;

/// <summary>The servers in use and for which names. Never changes: a new one takes its place.</summary>
internal sealed class UpstreamSet
{
    public static readonly UpstreamSet Empty = new([], UpstreamOrder.Fastest, new Dictionary<byte[], UpstreamServer[]>());

    private readonly UpstreamServer[] _default;
    private readonly Dictionary<byte[], UpstreamServer[]> _byDomain;
    private readonly Dictionary<byte[], UpstreamServer[]>.AlternateLookup<ReadOnlySpan<byte>> _find;

    /// <param name="default">For names that no domain names, in the order of the configuration.</param>
    /// <param name="order">Which is asked first.</param>
    /// <param name="byDomain">By name on the wire in lower case.</param>
    public UpstreamSet(UpstreamServer[] @default, UpstreamOrder order, IEnumerable<KeyValuePair<byte[], UpstreamServer[]>> byDomain)
    {
        (_default, Order) = (@default, order);
        _byDomain = new Dictionary<byte[], UpstreamServer[]>(byDomain, WireNameComparer.Instance);
        _find = _byDomain.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public UpstreamOrder Order { get; }

    /// <summary>True when no server is known for any name.</summary>
    public bool IsEmpty => _default.Length == 0 && _byDomain.Count == 0;

    /// <summary>Only another configuration brings other servers: there is nothing to wait for.</summary>
    public bool IsFinal { get; init; }

    public ReadOnlySpan<UpstreamServer> Default => _default;

    public IEnumerable<KeyValuePair<byte[], UpstreamServer[]>> Domains => _byDomain;

    /// <summary>Configured and not used: they send our questions back to us.</summary>
    public ImmutableArray<UpstreamServer> Loops { get; init; } = [];

    /// <summary>All servers in use, each once.</summary>
    public ImmutableArray<UpstreamServer> All => [.. _default.Concat(_byDomain.Values.SelectMany(static servers => servers)).Distinct()];

    /// <summary>The servers to ask for a name: those of the longest domain it is in.</summary>
    /// <param name="name">On the wire, in lower case.</param>
    public ReadOnlySpan<UpstreamServer> For(ReadOnlySpan<byte> name)
    {
        if (_byDomain.Count == 0) return _default;
        while (true)
        {
            if (_find.TryGetValue(name, out UpstreamServer[]? servers)) return servers;
            if (name[0] == 0) return _default;
            name = WireName.Parent(name);
        }
    }
}

/// <summary>Where the present set is found by every shard.</summary>
internal sealed class UpstreamDirectory
{
    private volatile UpstreamSet _current = UpstreamSet.Empty;
    private volatile int _addressChanges;

    public UpstreamSet Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>How often addresses of this machine have changed: what a server knows us by must not outlive them.</summary>
    public int AddressChanges
    {
        get => _addressChanges;
        set => _addressChanges = value;
    }
}
