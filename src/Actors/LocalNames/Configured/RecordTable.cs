using System.Runtime.InteropServices;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>Configured records by name. An alias *.DOMAIN stands for all names below the domain that have no records themselves.</summary>
internal sealed class RecordTable
{
    private readonly Dictionary<byte[], RecordNode> _nodes;
    private readonly Dictionary<byte[], RecordNode>.AlternateLookup<HashedName> _lookup;
    private readonly bool _hasWildcards;

    public RecordTable(IEnumerable<ConfiguredRecord> records)
    {
        _nodes = records.GroupBy(static record => ImmutableCollectionsMarshal.AsArray(record.Owner)!, NameComparer.Instance)
            .ToDictionary(static group => group.Key, static group => new RecordNode([.. group]), NameComparer.Instance);
        _lookup = _nodes.GetAlternateLookup<HashedName>();
        _hasWildcards = _nodes.Keys.Any(static name => name.AsSpan().StartsWith("\u0001*"u8));
    }

    public static RecordTable Empty { get; } = new([]);

    public IReadOnlyCollection<byte[]> Names => _nodes.Keys;

    public RecordNode? Find(HashedName name)
    {
        if (_nodes.Count == 0) return null;
        if (_lookup.TryGetValue(name, out RecordNode? node)) return node;
        return _hasWildcards ? FindWildcard(name.Octets) : null;
    }

    private RecordNode? FindWildcard(ReadOnlySpan<byte> name)
    {
        Span<byte> wildcard = stackalloc byte[DnsName.WireLengthMax + 2];
        "\u0001*"u8.CopyTo(wildcard);
        while (name.Length > 1)
        {
            name = WireName.Parent(name);
            name.CopyTo(wildcard[2..]);
            if (_lookup.TryGetValue(new HashedName(wildcard[..(2 + name.Length)]), out RecordNode? node)) return node;
        }
        return null;
    }
}
