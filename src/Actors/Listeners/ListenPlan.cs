using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Polymasq.Actors.Interfaces;

namespace Polymasq.Actors.Listeners;

/// <summary>
/// What is to be bound, given the settings and the interfaces of the moment. A pure function: <c>--check</c> prints the same
/// plan that the listeners follow.
/// </summary>
public sealed record ListenPlan
{
    /// <summary>Every address and port once for each protocol, in the order of the interfaces.</summary>
    public ImmutableArray<ListenTarget> Targets { get; private init; } = [];

    /// <summary>From which interfaces queries are taken.</summary>
    public ServedInterfaces Served { get; private init; } = ServedInterfaces.All;

    /// <summary>Configured addresses that no interface has at the moment. They are served when they appear.</summary>
    public ImmutableArray<ListenAddress> AbsentAddresses { get; private init; } = [];

    /// <summary>Configured interface names, not patterns, that do not exist at the moment.</summary>
    public ImmutableArray<string> AbsentInterfaces { get; private init; } = [];

    public static ListenPlan Compute(ListenSettings settings, InterfaceSet interfaces)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(interfaces);
        if (settings.Port == 0) return new ListenPlan();

        var targets = new TargetList();
        bool wildcard = settings.Bind == BindMode.Wildcard && (settings.Addresses.IsEmpty || !settings.Interfaces.IsEmpty);
        if (wildcard) AddWildcards(targets, settings.Port);
        else AddServed(targets, settings, interfaces);
        ImmutableArray<ListenAddress> absent = AddConfigured(targets, settings, interfaces, wildcard);
        return new ListenPlan
        {
            Targets = targets.ToArray(),
            Served = ServedOf(settings, interfaces, targets),
            AbsentAddresses = absent,
            AbsentInterfaces = [.. settings.Interfaces.Where(name => !name.EndsWith('*') && interfaces.Find(name) is null)],
        };
    }

    private static void AddWildcards(TargetList targets, int port)
    {
        targets.Add(new IPEndPoint(IPAddress.Any, port), "");
        targets.Add(new IPEndPoint(IPAddress.IPv6Any, port), "");
    }

    private static void AddServed(TargetList targets, ListenSettings settings, InterfaceSet interfaces)
    {
        foreach (InterfaceInfo candidate in interfaces.Interfaces)
        {
            if (!candidate.IsUp || !InterfaceFilter.Serves(settings, candidate)) continue;
            foreach (InterfaceAddress address in candidate.Addresses)
            {
                if (address.IsUsable && IsOurs(address.Address)) targets.Add(new IPEndPoint(address.Address, settings.Port), candidate.Name);
            }
        }
    }

    /// <summary>Of the loopback addresses only the two that everyone knows: others belong to programs like systemd-resolved.</summary>
    private static bool IsOurs(IPAddress address) =>
        !IPAddress.IsLoopback(address) || address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback);

    private static ImmutableArray<ListenAddress> AddConfigured(TargetList targets, ListenSettings settings, InterfaceSet interfaces, bool wildcard)
    {
        ImmutableArray<ListenAddress>.Builder absent = ImmutableArray.CreateBuilder<ListenAddress>();
        foreach (ListenAddress wanted in settings.Addresses)
        {
            int port = wanted.Port ?? settings.Port;
            if (wildcard && port == settings.Port) continue; // the wildcard socket has it already
            if (wanted.IsAny) targets.Add(new IPEndPoint(wanted.Address, port), "");
            else if (!TryAddPresent(targets, wanted, port, interfaces)) absent.Add(wanted);
        }

        return absent.ToImmutable();
    }

    private static bool TryAddPresent(TargetList targets, ListenAddress wanted, int port, InterfaceSet interfaces)
    {
        bool found = false;
        foreach (InterfaceInfo candidate in interfaces.Interfaces)
        {
            if (!candidate.IsUp || (wanted.Zone is not null && wanted.Zone != candidate.Name)) continue;
            foreach (InterfaceAddress address in candidate.Addresses)
            {
                if (!address.IsUsable || !HasAddress(candidate, address, wanted.Address, out IPAddress bound)) continue;
                targets.Add(new IPEndPoint(bound, port), candidate.Name);
                found = true;
            }
        }

        return found;
    }

    private static bool HasAddress(InterfaceInfo candidate, InterfaceAddress address, IPAddress wanted, out IPAddress bound)
    {
        bound = address.Address; // with its scope id
        if (address.Address.AddressFamily != wanted.AddressFamily) return false;
        if (address.Address.GetAddressBytes().AsSpan().SequenceEqual(wanted.GetAddressBytes())) return true;

        // 127.0.0.1/8 on the loopback interface makes all of 127.0.0.0/8 ours.
        bound = wanted;
        return candidate.IsLoopback && wanted.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(wanted)
            && IPAddress.IsLoopback(address.Address);
    }

    private static ServedInterfaces ServedOf(ListenSettings settings, InterfaceSet interfaces, TargetList targets)
    {
        if (settings.Interfaces.IsEmpty || settings.Addresses.Any(address => address.IsAny))
        {
            ServedInterfaces served = ServedInterfaces.AllBut(Indexes(interfaces, info =>
                !info.IsLoopback && settings.ExceptInterfaces.Any(pattern => InterfaceFilter.Matches(pattern, info.Name))));
            return settings.IsLocalOnly ? served.ForClientsIn(OwnNetworks(interfaces)) : served;
        }

        // What the machine asks itself, even at its address on the LAN, comes over the loopback interface.
        return ServedInterfaces.Only(Indexes(interfaces, info =>
            info.IsLoopback || InterfaceFilter.Serves(settings, info) || targets.Has(info.Name)));
    }

    // The loopback interface brings 127.0.0.0/8 and ::1, but what asks from there must be answered even while it is not there yet.
    private static ImmutableArray<AddressPrefix> OwnNetworks(InterfaceSet interfaces) =>
    [
        new AddressPrefix(IPAddress.Loopback, 8),
        new AddressPrefix(IPAddress.IPv6Loopback, 128),
        .. interfaces.Interfaces.Where(info => !info.IsLoopback).SelectMany(info => info.Addresses)
            .Select(address => new AddressPrefix(address.Address, address.PrefixLength)).Distinct(),
    ];

    private static IEnumerable<int> Indexes(InterfaceSet interfaces, Func<InterfaceInfo, bool> chosen) =>
        interfaces.Interfaces.Where(chosen).Select(info => info.Index);

    private sealed class TargetList
    {
        private readonly HashSet<IPEndPoint> _seen = [];
        private readonly List<ListenTarget> _targets = [];

        public void Add(IPEndPoint endPoint, string name)
        {
            if (!_seen.Add(endPoint)) return;
            _targets.Add(new ListenTarget(ListenProtocol.Udp, endPoint, name));
            _targets.Add(new ListenTarget(ListenProtocol.Tcp, endPoint, name));
        }

        public bool Has(string name) => _targets.Exists(target => target.Interface == name);

        public ImmutableArray<ListenTarget> ToArray() => [.. _targets];
    }
}
