using System.Collections.Concurrent;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// The names of leased hosts, without a domain. One thread writes, the one that carries the ledger's committed stream; any thread
/// reads without a lock. Of several leases that claim a name in one family the newest has it, and the one before it gets it back:
/// every gateway sees the same holder, in whatever order it hears of the leases.
/// </summary>
public sealed class LeaseNames
{
    private readonly record struct Claim(DateTimeOffset Since, AddressKey Address) : IComparable<Claim>
    {
        public int CompareTo(Claim other)
        {
            int bySince = Since.CompareTo(other.Since);
            return bySince != 0 ? bySince : Address.Value.CompareTo(other.Address.Value);
        }
    }

    private sealed class Claimants
    {
        public SortedSet<Claim> Ipv4 { get; } = [];
        public SortedSet<Claim> Ipv6 { get; } = [];

        public SortedSet<Claim> Of(AddressKey address) => address.IsIpv4 ? Ipv4 : Ipv6;
    }

    // The writer's own.
    private readonly Dictionary<AddressKey, (byte[] Label, Claim Claim)> _claims = [];
    private readonly Dictionary<byte[], Claimants> _claimants = new(NameComparer.Instance);

    // What is published.
    private readonly ConcurrentDictionary<byte[], HostAddresses> _forward = new(NameComparer.Instance);
    private readonly ConcurrentDictionary<byte[], HostAddresses>.AlternateLookup<HashedName> _lookup;
    private readonly ConcurrentDictionary<AddressKey, byte[]> _reverse = new();

    public LeaseNames() => _lookup = _forward.GetAlternateLookup<HashedName>();

    /// <summary>Names that resolve now.</summary>
    public int Count => _forward.Count;

    /// <summary>An address is leased to a host that has this name since then. A name that cannot be one is none.</summary>
    internal void Set(AddressKey address, ReadOnlySpan<char> hostname, DateTimeOffset since)
    {
        if (!HostLabel.TryRead(hostname, out byte[] label))
        {
            Remove(address);
            return;
        }

        Claim claim = new(since, address);
        if (_claims.TryGetValue(address, out (byte[] Label, Claim Claim) old))
        {
            if (old.Claim == claim && old.Label.AsSpan().SequenceEqual(label)) return;
            Remove(address);
        }

        if (!_claimants.TryGetValue(label, out Claimants? claimants)) _claimants.Add(label, claimants = new Claimants());
        _claims.Add(address, (label, claim));
        claimants.Of(address).Add(claim);
        Publish(label, claimants);
    }

    /// <summary>An address is no longer leased.</summary>
    internal void Remove(AddressKey address)
    {
        if (!_claims.Remove(address, out (byte[] Label, Claim Claim) old)) return;
        Claimants claimants = _claimants[old.Label];
        claimants.Of(address).Remove(old.Claim);
        Publish(old.Label, claimants);
    }

    /// <summary>The addresses of a label, none when no lease has it.</summary>
    internal HostAddresses Find(ReadOnlySpan<byte> label) =>
        _lookup.TryGetValue(new HashedName(label), out HostAddresses? addresses) ? addresses : HostAddresses.None;

    /// <summary>The label that an address has, empty when it has none.</summary>
    internal ReadOnlySpan<byte> FindLabel(AddressKey address) => _reverse.TryGetValue(address, out byte[]? label) ? label : [];

    private void Publish(byte[] label, Claimants claimants)
    {
        HostAddresses before = Find(label), after = HostAddresses.None;
        if (claimants.Ipv4.Count > 0) after = after.With(claimants.Ipv4.Max.Address);
        if (claimants.Ipv6.Count > 0) after = after.With(claimants.Ipv6.Max.Address);

        if (after.IsEmpty)
        {
            _forward.TryRemove(label, out _);
            _claimants.Remove(label);
        }
        else
        {
            _forward[label] = after;
        }

        PublishReverse(before.Ipv4, after.Ipv4, label);
        PublishReverse(before.Ipv6, after.Ipv6, label);
    }

    private void PublishReverse(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, byte[] label)
    {
        if (before.SequenceEqual(after)) return;
        if (!before.IsEmpty) _reverse.TryRemove(AddressKey.Of(before), out _);
        if (!after.IsEmpty) _reverse[AddressKey.Of(after)] = label;
    }
}
