using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>All address rules: the longest domain that fits a name decides, several rules for one domain add up.</summary>
internal sealed class AddressRules
{
    private readonly Dictionary<byte[], AddressRule> _byDomain = new(NameComparer.Instance);
    private readonly Dictionary<byte[], AddressRule>.AlternateLookup<HashedName> _lookup;

    public AddressRules(ImmutableArray<AddressRule> rules)
    {
        foreach (AddressRule rule in rules)
        {
            byte[] domain = ImmutableCollectionsMarshal.AsArray(rule.Domain)!;
            _byDomain[domain] = _byDomain.TryGetValue(domain, out AddressRule? known)
                ? known with { Ipv4 = [.. known.Ipv4, .. rule.Ipv4], Ipv6 = [.. known.Ipv6, .. rule.Ipv6] }
                : rule;
        }
        _lookup = _byDomain.GetAlternateLookup<HashedName>();
    }

    public IReadOnlyCollection<byte[]> Domains => _byDomain.Keys;

    /// <summary>The rule for a name in lower case, and how many labels its domain has.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out AddressRule? rule, out int labels)
    {
        (rule, labels) = (null, 0);
        if (_byDomain.Count == 0) return false;
        for (labels = WireName.CountLabels(name); labels >= 0; labels--)
        {
            if (_lookup.TryGetValue(new HashedName(name), out rule)) return true;
            name = WireName.Parent(name);
        }
        return false;
    }
}
