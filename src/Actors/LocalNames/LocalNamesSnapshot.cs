using System.Collections.Immutable;
using Polymasq.Actors.Interfaces;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.LocalNames.Blocking;
using Polymasq.Actors.LocalNames.Configured;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Files, interfaces and settings at one moment, and the order in which they and the leases answer. Never changed: a newer one
/// takes its place.
/// </summary>
internal sealed partial class LocalNamesSnapshot
{
    private static readonly byte[] LoopbackIpv4 = [127, 0, 0, 1];
    private static readonly byte[] LoopbackIpv6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    private static readonly byte[] NullIpv4 = new byte[AddressKey.Ipv4Length];
    private static readonly byte[] NullIpv6 = new byte[AddressKey.Ipv6Length];

    private readonly HostsTable _hosts;
    private readonly RecordTable _records;
    private readonly AddressRules _addresses;
    private readonly ImmutableArray<SynthDomain> _synthDomains;
    private readonly DomainSet _routed;
    private readonly OwnDomains _own;
    private readonly NotForwarded _notForwarded;
    private readonly NameEnds _ends;
    private readonly byte[] _domain; // the root's one octet when there is none
    private readonly bool _dhcpFqdn;
    private readonly bool _blockedDoNotExist;
    private readonly int _leaseTtlSeconds;

    public LocalNamesSnapshot(LocalNamesSettings settings, HostsTable hosts, BlockSet blocked, InterfaceSet interfaces)
    {
        (_hosts, Blocked) = (hosts, blocked);
        _domain = settings.Domain.Length == 0 ? [0] : Wire(settings.Domain);
        _dhcpFqdn = settings.DhcpFqdn && _domain.Length > 1;
        _blockedDoNotExist = settings.BlockedDoNotExist;
        TtlSeconds = settings.LocalTtlSeconds;
        _leaseTtlSeconds = settings.DhcpTtlSeconds ?? TtlSeconds;
        Rotates = !settings.NoRoundRobin;
        Networks = settings.LocaliseQueries ? new LocalNetworks(interfaces) : null;

        ConfiguredNames configured = settings.Configured;
        _records = new RecordTable([.. configured.Records, .. InterfaceRecords.Of(configured.InterfaceNames, interfaces)]);
        _addresses = new AddressRules(configured.Addresses);
        _synthDomains = configured.SynthDomains;
        _routed = new DomainSet(settings.Routed.Select(Wire));
        _own = new OwnDomains(_domain, [.. settings.Local.Select(Wire)], _hosts.Names.Concat(_records.Names));
        _notForwarded = new NotForwarded(settings, _routed);
        _ends = new NameEnds([Localhost.ToArray(), .. _domain.Length > 1 ? [_domain] : Array.Empty<byte[]>(), .. settings.Local.Select(Wire), .. _hosts.Names,
            .. _records.Names, .. _addresses.Domains, .. _synthDomains.Select(static synth => synth.Domain.ToArray()), .. SpecialNames.Domains]);
    }

    public BlockSet Blocked { get; }

    public int TtlSeconds { get; }

    /// <summary>The order of a name's addresses changes from answer to answer.</summary>
    public bool Rotates { get; }

    /// <summary>Null when answers are the same for everybody.</summary>
    public LocalNetworks? Networks { get; }

    private static ReadOnlySpan<byte> Localhost => "\u0009localhost\0"u8;

    /// <summary>False for most of the world's names: nothing is known of them. Cheap, and true at times when <see cref="Find"/> knows nothing.</summary>
    /// <param name="name">In lower case.</param>
    public bool MayKnow(ReadOnlySpan<byte> name) => _ends.MayKnow(name) || Blocked.IsBlocked(name);

    /// <summary>Looks a question up: what is said of the name itself, then what is said of its domain, then what must not leave.</summary>
    /// <param name="name">In lower case.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="leases">The names of leased hosts, which change while a snapshot stands.</param>
    /// <param name="buffer">At least <see cref="DnsName.WireLengthMax"/> octets, into which the answer may point.</param>
    public LocalAnswer Find(ReadOnlySpan<byte> name, RecordType type, LeaseNames leases, Span<byte> buffer)
    {
        // RFC 6761 §6.3: localhost and all below it, whatever the files say.
        if (name.EndsWith(Localhost) && WireName.IsAtOrBelow(name, Localhost)) return OfAddresses(LocalSource.Loopback, LoopbackIpv4, LoopbackIpv6);

        HashedName hashed = new(name);
        LocalAnswer answer = FromNames(hashed, type, leases);
        Span<byte> address = stackalloc byte[AddressKey.Ipv6Length];
        ReverseNameKind kind = ReverseName.Read(name, address);
        if (answer.Knowledge == LocalKnowledge.None && kind is ReverseNameKind.Ipv4 or ReverseNameKind.Ipv6)
            answer = FromAddress(AddressKey.Of(kind == ReverseNameKind.Ipv4 ? address[..AddressKey.Ipv4Length] : address), leases, buffer);
        if (answer.Knowledge == LocalKnowledge.None) answer = FromSynthDomains(name, buffer);
        if (answer.Knowledge == LocalKnowledge.None) answer = FromRules(name, type);
        return answer.Knowledge == LocalKnowledge.None ? FromDomains(hashed, type, kind) : answer;
    }

    /// <summary>Something is known of the name, whatever its type: nobody may say that it does not exist.</summary>
    private bool IsThere(HashedName name) =>
        _records.Find(name) is not null || !_hosts.Find(name).IsEmpty
        || (_addresses.TryFind(name.Octets, out AddressRule? rule, out int labels) && !rule.IsNonexistence && _routed.LabelsAtOrAbove(name.Octets) <= labels);

    private LocalAnswer FromNames(HashedName name, RecordType type, LeaseNames leases)
    {
        RecordNode? records = _records.Find(name);
        HostAddresses hosts = _hosts.Find(name), leased = FindLeased(name.Octets, leases);
        bool hasAddresses = !hosts.IsEmpty || !leased.IsEmpty || records?.HasAddresses == true;
        if (!hasAddresses && records is null) return default;

        bool isOurs = !leased.IsEmpty || (hasAddresses && WireName.Parent(name.Octets).Length == 1) || _own.Has(name.Octets)
            || (hasAddresses && IsAboutAddresses(type)) || records?.Has(type) == true;
        if (!isOurs) return default;
        return new LocalAnswer
        {
            Knowledge = LocalKnowledge.Everything,
            Source = records?.Has(type) == true ? LocalSource.Record : !hosts.IsEmpty ? LocalSource.Hosts : !leased.IsEmpty ? LocalSource.Lease : LocalSource.Record,
            Records = records,
            // In each family a hosts file wins over a lease.
            Ipv4 = hosts.Ipv4.Length > 0 ? hosts.Ipv4 : leased.Ipv4,
            Ipv6 = hosts.Ipv6.Length > 0 ? hosts.Ipv6 : leased.Ipv6,
            TtlSeconds = hosts.IsEmpty ? _leaseTtlSeconds : TtlSeconds,
        };
    }

    // A name with addresses of its own must not lead elsewhere by another way: HTTPS and SVCB carry addresses too (RFC 9460 §7.3).
    private static bool IsAboutAddresses(RecordType type) =>
        type is RecordType.A or RecordType.AAAA or RecordType.ANY or RecordType.HTTPS or RecordType.SVCB;

    private HostAddresses FindLeased(ReadOnlySpan<byte> name, LeaseNames leases)
    {
        ReadOnlySpan<byte> domain = WireName.Parent(name);
        bool isBare = domain.Length == 1;
        bool mayBeLeased = isBare ? !_dhcpFqdn && name.Length > 1 : domain.SequenceEqual(_domain);
        return mayBeLeased ? leases.Find(name.Slice(1, name[0])) : HostAddresses.None;
    }

    private LocalAnswer FromAddress(AddressKey address, LeaseNames leases, Span<byte> buffer)
    {
        ReadOnlySpan<byte> host = _hosts.FindName(address);
        if (!host.IsEmpty) return OfHost(LocalSource.Hosts, host, TtlSeconds);
        host = FindLeasedHost(address, leases, buffer);
        if (!host.IsEmpty) return OfHost(LocalSource.Lease, host, _leaseTtlSeconds);
        return IsLoopback(address) ? OfHost(LocalSource.Loopback, Localhost, TtlSeconds) : default;
    }

    private ReadOnlySpan<byte> FindLeasedHost(AddressKey address, LeaseNames leases, Span<byte> buffer)
    {
        ReadOnlySpan<byte> label = leases.FindLabel(address);
        if (label.IsEmpty || 1 + label.Length + _domain.Length > buffer.Length) return [];
        buffer[0] = (byte)label.Length;
        label.CopyTo(buffer[1..]);
        _domain.CopyTo(buffer[(1 + label.Length)..]);
        ReadOnlySpan<byte> leased = buffer[..(1 + label.Length + _domain.Length)];
        // A name that a hosts file gives to another address is not this lease's name in either direction.
        HostAddresses taken = _hosts.Find(new HashedName(leased));
        return (address.IsIpv4 ? taken.Ipv4 : taken.Ipv6).Length > 0 ? [] : leased;
    }

    private LocalAnswer FromSynthDomains(ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> address = stackalloc byte[AddressKey.Ipv6Length];
        foreach (SynthDomain domain in _synthDomains)
        {
            if (domain.TryReadName(name, buffer, out int length))
                return OfAddresses(LocalSource.Synthesized, length == AddressKey.Ipv4Length ? buffer[..length] : [], length == AddressKey.Ipv4Length ? [] : buffer[..length]);
            ReverseNameKind kind = ReverseName.Read(name, address);
            if (kind is not (ReverseNameKind.Ipv4 or ReverseNameKind.Ipv6)) continue;
            AddressKey key = AddressKey.Of(kind == ReverseNameKind.Ipv4 ? address[..AddressKey.Ipv4Length] : address);
            if (!domain.TryWriteName(key, buffer, out int nameLength)) continue;
            return OfHost(LocalSource.Synthesized, buffer[..nameLength], TtlSeconds);
        }
        return default;
    }

    private LocalAnswer FromRules(ReadOnlySpan<byte> name, RecordType type)
    {
        if (Blocked.IsBlocked(name))
            return _blockedDoNotExist ? LocalAnswer.Nonexistent(LocalSource.Blocklist) : OfAddresses(LocalSource.Blocklist, NullIpv4, NullIpv6);
        if (!_addresses.TryFind(name, out AddressRule? rule, out int labels) || _routed.LabelsAtOrAbove(name) > labels) return default;
        if (rule.IsNonexistence) return LocalAnswer.Nonexistent(LocalSource.Address);
        return IsAboutAddresses(type) ? OfAddresses(LocalSource.Address, rule.Ipv4.AsSpan(), rule.Ipv6.AsSpan()) : default;
    }

    private LocalAnswer FromDomains(HashedName name, RecordType type, ReverseNameKind kind)
    {
        LocalSource source = _own.IsLocal(name.Octets, _routed) ? LocalSource.LocalDomain : _notForwarded.Of(name.Octets, type);
        bool isThere = IsThere(name);
        if (source == LocalSource.None) return isThere ? new LocalAnswer { Source = LocalSource.OtherType } : default;
        // RFC 8020 §2: NXDOMAIN would deny all that is below, so a name between others is there and has no data.
        bool isNode = isThere || kind == ReverseNameKind.Partial || _own.IsNode(name);
        return isNode ? new LocalAnswer { Knowledge = LocalKnowledge.Everything, Source = source } : LocalAnswer.Nonexistent(source);
    }

    private LocalAnswer OfAddresses(LocalSource source, ReadOnlySpan<byte> ipv4, ReadOnlySpan<byte> ipv6) =>
        new() { Knowledge = LocalKnowledge.Everything, Source = source, Ipv4 = ipv4, Ipv6 = ipv6, TtlSeconds = TtlSeconds };

    private static LocalAnswer OfHost(LocalSource source, ReadOnlySpan<byte> host, int ttlSeconds) =>
        new() { Knowledge = LocalKnowledge.Everything, Source = source, Host = host, TtlSeconds = ttlSeconds };

    private static bool IsLoopback(AddressKey address) => address == AddressKey.Of(LoopbackIpv4) || address == AddressKey.Of(LoopbackIpv6);

    private static byte[] Wire(string name) =>
        DnsNameText.ToLowerWire(name) ?? throw new ArgumentException($"'{name}' is no domain name; the configuration should have said so");
}
