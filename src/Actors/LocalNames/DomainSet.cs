using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>A set of domains that tells whether a name is one of them or below one, in as many steps as its longest domain has labels.</summary>
internal sealed class DomainSet
{
    private readonly HashSet<byte[]> _domains = new(NameComparer.Instance);
    private readonly HashSet<byte[]>.AlternateLookup<HashedName> _lookup;
    private readonly int _labelsMax;

    /// <param name="domains">Names in lower case.</param>
    public DomainSet(IEnumerable<byte[]> domains)
    {
        foreach (byte[] domain in domains)
        {
            _domains.Add(domain);
            _labelsMax = Math.Max(_labelsMax, WireName.CountLabels(domain));
        }

        _lookup = _domains.GetAlternateLookup<HashedName>();
    }

    public bool IsEmpty => _domains.Count == 0;

    public bool HasAtOrAbove(ReadOnlySpan<byte> name) => LabelsAtOrAbove(name) >= 0;

    /// <summary>Labels of the longest domain that is the name or above it; -1 when there is none.</summary>
    public int LabelsAtOrAbove(ReadOnlySpan<byte> name)
    {
        if (IsEmpty) return -1;
        for (int labels = WireName.CountLabels(name); labels >= 0; labels--)
        {
            if (labels <= _labelsMax && _lookup.Contains(new HashedName(name))) return labels;
            name = WireName.Parent(name);
        }

        return -1;
    }
}
