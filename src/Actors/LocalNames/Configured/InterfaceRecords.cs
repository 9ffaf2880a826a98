using System.Collections.Immutable;
using System.Net.Sockets;
using Polymasq.Actors.Interfaces;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>Makes records of the names that follow interfaces, as the interfaces are now: forward, and back where the address is the interface's own.</summary>
internal static class InterfaceRecords
{
    private const int Ipv6Bits = 128;

    public static IEnumerable<ConfiguredRecord> Of(ImmutableArray<InterfaceNameRule> names, InterfaceSet interfaces) =>
        names.SelectMany(name => (interfaces.Find(name.Interface)?.Addresses ?? []).SelectMany(address => Of(name, address)));

    private static IEnumerable<ConfiguredRecord> Of(InterfaceNameRule name, InterfaceAddress address)
    {
        bool isIpv4 = address.Address.AddressFamily == AddressFamily.InterNetwork;
        InterfaceFamilies family = isIpv4 ? InterfaceFamilies.Ipv4 : InterfaceFamilies.Ipv6;
        // A link-local address says nothing without the link, and a name has none.
        if (!name.Families.HasFlag(family) || address.Address.IsIPv6LinkLocal) yield break;

        ImmutableArray<byte> host = isIpv4 ? name.Ipv4Host : name.Ipv6Host;
        ImmutableArray<byte> octets = [.. address.Address.GetAddressBytes()];
        ImmutableArray<byte> given = host.IsEmpty ? octets : Join(octets, host, address.PrefixLength);
        yield return new ConfiguredRecord(name.Name, isIpv4 ? RecordType.A : RecordType.AAAA, given);
        yield return new ConfiguredRecord([.. ReverseName.Write(given.AsSpan())], RecordType.PTR, name.Name);
    }

    private static ImmutableArray<byte> Join(ImmutableArray<byte> prefix, ImmutableArray<byte> host, int prefixLength)
    {
        byte[] joined = [.. host];
        for (int bit = 0; bit < Math.Min(prefixLength, Ipv6Bits); bit++)
        {
            byte mask = (byte)(0x80 >> (bit % 8));
            joined[bit / 8] = (byte)((joined[bit / 8] & ~mask) | (prefix[bit / 8] & mask));
        }
        return [.. joined];
    }
}
