using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Hosts files and settings at one moment, and the rules by which they and the leases make answers. Never changed: a newer one
/// takes its place.
/// </summary>
internal sealed class LocalNamesSnapshot
{
    private static readonly byte[] LoopbackIpv4 = [127, 0, 0, 1];
    private static readonly byte[] LoopbackIpv6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

    private readonly HostsTable _hosts;
    private readonly byte[] _domain; // the root's one octet when there is none
    private readonly bool _dhcpFqdn;
    private readonly DomainSet _local;
    private readonly DomainSet _own; // domains of which we know everything: the local ones and our own
    private readonly HashSet<byte[]>.AlternateLookup<HashedName> _nodes; // names in local domains that have names below them

    public LocalNamesSnapshot(LocalNamesSettings settings, HostsTable hosts)
    {
        _hosts = hosts;
        _domain = settings.Domain.Length == 0 ? [0] : Wire(settings.Domain);
        _dhcpFqdn = settings.DhcpFqdn && HasDomain;
        TtlSeconds = settings.LocalTtlSeconds;
        byte[][] local = [.. settings.Local.Select(Wire)];
        _local = new DomainSet(local);
        _own = new DomainSet(HasDomain ? [.. local, _domain] : local);
        _nodes = FindNodes(local).GetAlternateLookup<HashedName>();
    }

    public int TtlSeconds { get; }

    private bool HasDomain => _domain.Length > 1;

    private static ReadOnlySpan<byte> Localhost => "\u0009localhost\0"u8;

    private static ReadOnlySpan<byte> LoopbackTree => "\u0003127\u0007in-addr\u0004arpa\0"u8;

    /// <summary>Looks a name up.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="leases">The names of leased hosts, which change while a snapshot stands.</param>
    /// <param name="buffer">At least <see cref="DnsName.WireLengthMax"/> octets, into which the answer may point.</param>
    public LocalAnswer Find(ReadOnlySpan<byte> name, LeaseNames leases, Span<byte> buffer)
    {
        // RFC 6761 §6.3: localhost and all below it, whatever the files say.
        if (name.EndsWith(Localhost) && WireName.IsAtOrBelow(name, Localhost))
            return new LocalAnswer { Knowledge = LocalKnowledge.Everything, Ipv4 = LoopbackIpv4, Ipv6 = LoopbackIpv6 };

        HashedName hashed = new(name);
        HostAddresses hosts = _hosts.Find(hashed), leased = FindLeased(name, leases);
        if (!hosts.IsEmpty || !leased.IsEmpty) return FromAddresses(name, hosts, leased);

        Span<byte> address = stackalloc byte[AddressKey.Ipv6Length];
        ReverseNameKind kind = ReverseName.Read(name, address);
        if (kind is ReverseNameKind.Ipv4 or ReverseNameKind.Ipv6)
        {
            AddressKey key = AddressKey.Of(kind == ReverseNameKind.Ipv4 ? address[..AddressKey.Ipv4Length] : address);
            ReadOnlySpan<byte> host = FindHost(key, leases, buffer);
            if (!host.IsEmpty) return new LocalAnswer { Knowledge = LocalKnowledge.Everything, Host = host };
        }

        return FromDomains(name, hashed, kind);
    }

    private HostAddresses FindLeased(ReadOnlySpan<byte> name, LeaseNames leases)
    {
        ReadOnlySpan<byte> domain = WireName.Parent(name);
        bool isBare = domain.Length == 1;
        bool mayBeLeased = isBare ? !_dhcpFqdn && name.Length > 1 : domain.SequenceEqual(_domain);
        return mayBeLeased ? leases.Find(name.Slice(1, name[0])) : HostAddresses.None;
    }

    // In each family a hosts file wins over a lease.
    private LocalAnswer FromAddresses(ReadOnlySpan<byte> name, HostAddresses hosts, HostAddresses leased)
    {
        bool isOurs = !leased.IsEmpty || WireName.Parent(name).Length == 1 || _own.HasAtOrAbove(name);
        return new LocalAnswer
        {
            Knowledge = isOurs ? LocalKnowledge.Everything : LocalKnowledge.Addresses,
            Ipv4 = hosts.Ipv4.Length > 0 ? hosts.Ipv4 : leased.Ipv4,
            Ipv6 = hosts.Ipv6.Length > 0 ? hosts.Ipv6 : leased.Ipv6,
        };
    }

    private ReadOnlySpan<byte> FindHost(AddressKey address, LeaseNames leases, Span<byte> buffer)
    {
        ReadOnlySpan<byte> host = _hosts.FindName(address);
        if (!host.IsEmpty) return host;

        ReadOnlySpan<byte> label = leases.FindLabel(address);
        if (label.IsEmpty || 1 + label.Length + _domain.Length > buffer.Length) return IsLoopback(address) ? Localhost : [];
        buffer[0] = (byte)label.Length;
        label.CopyTo(buffer[1..]);
        _domain.CopyTo(buffer[(1 + label.Length)..]);
        ReadOnlySpan<byte> leased = buffer[..(1 + label.Length + _domain.Length)];
        // A name that a hosts file gives to another address is not this lease's name in either direction.
        HostAddresses taken = _hosts.Find(new HashedName(leased));
        return (address.IsIpv4 ? taken.Ipv4 : taken.Ipv6).Length > 0 ? [] : leased;
    }

    private LocalAnswer FromDomains(ReadOnlySpan<byte> name, HashedName hashed, ReverseNameKind kind)
    {
        // RFC 6761 §6.3 by way of RFC 6303 §4.2: nobody upstream has a word about 127/8.
        bool isLocal = _local.HasAtOrAbove(name) || (kind != ReverseNameKind.None && WireName.IsAtOrBelow(name, LoopbackTree));
        if (!isLocal) return default;
        // RFC 8020 §2: NXDOMAIN would deny all that is below, so a name between others is there and has no data.
        bool isNode = kind == ReverseNameKind.Partial || _nodes.Contains(hashed);
        return new LocalAnswer { Knowledge = isNode ? LocalKnowledge.Everything : LocalKnowledge.Nonexistence };
    }

    private HashSet<byte[]> FindNodes(byte[][] local)
    {
        HashSet<byte[]> nodes = new(local, NameComparer.Instance);
        if (_local.IsEmpty) return nodes;
        if (HasDomain) AddUpwards(nodes, _domain);
        foreach (byte[] name in _hosts.Names) AddUpwards(nodes, WireName.Parent(name));
        return nodes;
    }

    private void AddUpwards(HashSet<byte[]> nodes, ReadOnlySpan<byte> name)
    {
        for (; name.Length > 1 && _local.HasAtOrAbove(name); name = WireName.Parent(name))
        {
            if (!nodes.Add(name.ToArray())) return; // and so all above it are there
        }
    }

    private static bool IsLoopback(AddressKey address) => address == AddressKey.Of(LoopbackIpv4) || address == AddressKey.Of(LoopbackIpv6);

    private static byte[] Wire(string name) =>
        DnsNameText.ToLowerWire(name) ?? throw new ArgumentException($"'{name}' is no domain name; the configuration should have said so");
}
