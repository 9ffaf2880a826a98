using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames;

/// <summary>
/// Puts hosts files together as dnsmasq does: a name collects the addresses of all its lines, an address stands for the first name
/// it was given, and with <c>expand-hosts</c> a name without a dot is known with the domain too, and by preference so.
/// </summary>
internal sealed class HostsTableBuilder(LocalNamesSettings settings)
{
    /// <summary>Names of all files together; what comes after them is left out and reported.</summary>
    public const int NamesMax = 2_000_000;

    private static readonly byte[] Localhost = DnsNameText.ToLowerWire("localhost")!;

    private readonly byte[]? _domain = settings.ExpandHosts && settings.Domain.Length > 0 ? DnsNameText.ToLowerWire(settings.Domain) : null;
    private readonly Dictionary<byte[], HostAddresses> _forward = new(NameComparer.Instance);
    private readonly Dictionary<AddressKey, byte[]> _reverse = [];
    private readonly Dictionary<AddressKey, HostAddresses> _single = []; // block lists give one address to very many names

    /// <summary>Names so far, those with the domain included.</summary>
    public int Count => _forward.Count;

    /// <summary>The table. The builder is not to be used afterwards.</summary>
    public HostsTable Build() => new(_forward, _reverse);

    /// <summary>Adds a name in lower case. False when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> wire, AddressKey address)
    {
        if (_forward.Count >= NamesMax) return false;
        bool isBare = WireName.Parent(wire).Length == 1;
        // localhost is what it is (RFC 6761 §6.3), in no domain.
        if (isBare && _domain is not null && !wire.SequenceEqual(Localhost))
        {
            if (wire.Length - 1 + _domain.Length > DnsName.WireLengthMax) return false;
            AddOne([.. wire[..^1], .. _domain], address);
        }

        AddOne(wire.ToArray(), address);
        return true;
    }

    private void AddOne(byte[] name, AddressKey address)
    {
        if (_forward.TryGetValue(name, out HostAddresses? known)) _forward[name] = known.With(address);
        else _forward.Add(name, Single(address));
        _reverse.TryAdd(address, name);
    }

    private HostAddresses Single(AddressKey address)
    {
        if (!_single.TryGetValue(address, out HostAddresses? single)) _single.Add(address, single = HostAddresses.None.With(address));
        return single;
    }
}
