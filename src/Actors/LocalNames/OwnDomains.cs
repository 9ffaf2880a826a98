using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>The domains of which we know everything, and which names in them are there because others are below them.</summary>
internal sealed class OwnDomains
{
    private readonly DomainSet _local;
    private readonly DomainSet _own; // the local ones and the domain of our hosts
    private readonly HashSet<byte[]>.AlternateLookup<HashedName> _nodes; // names in local domains that have names below them

    /// <param name="domain">Of our hosts; the root when there is none.</param>
    /// <param name="local">Domains that are never asked upstream.</param>
    /// <param name="names">All names that are known.</param>
    public OwnDomains(byte[] domain, byte[][] local, IEnumerable<byte[]> names)
    {
        bool hasDomain = domain.Length > 1;
        _local = new DomainSet(local);
        _own = new DomainSet(hasDomain ? [.. local, domain] : local);
        HashSet<byte[]> nodes = new(local, NameComparer.Instance);
        if (!_local.IsEmpty)
        {
            if (hasDomain) AddUpwards(nodes, domain);
            foreach (byte[] name in names) AddUpwards(nodes, WireName.Parent(name));
        }

        _nodes = nodes.GetAlternateLookup<HashedName>();
    }

    /// <summary>What we do not know of the name, nobody knows.</summary>
    public bool Has(ReadOnlySpan<byte> name) => _own.HasAtOrAbove(name);

    /// <summary>The name is never asked upstream.</summary>
    /// <param name="routed">Domains that upstream servers are named for: of two that a name is in, the longer one counts.</param>
    public bool IsLocal(ReadOnlySpan<byte> name, DomainSet routed) =>
        _local.LabelsAtOrAbove(name) is >= 0 and var labels && routed.LabelsAtOrAbove(name) <= labels;

    /// <summary>The name is there, since names below it are.</summary>
    public bool IsNode(HashedName name) => _nodes.Contains(name);

    private void AddUpwards(HashSet<byte[]> nodes, ReadOnlySpan<byte> name)
    {
        for (; name.Length > 1 && _local.HasAtOrAbove(name); name = WireName.Parent(name))
        {
            if (!nodes.Add(name.ToArray())) return; // and so all above it are there
        }
    }
}
