using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Node.Configuration.Names;
using Polymasq.Protocols.Dns;

namespace Polymasq.Node.Configuration;

/// <summary>Reads those keys of the block dns that say what is taken out of upstream's answers, or changed in them.</summary>
internal static class AnswerFilterReader
{
    private const string AliasAllowed = "\"OLD,NEW[,MASK]\" or \"FIRST-LAST,NEW[,MASK]\" of IPv4 addresses";

    public static AnswerFilterSettings Read(ConfigurationSection dns) => new()
    {
        StopDnsRebind = dns.Boolean("stop-dns-rebind"),
        RebindLocalhostOk = dns.Boolean("rebind-localhost-ok"),
        RebindDomainOk = DomainName.ReadAll(dns.Items("rebind-domain-ok")),
        BogusNxdomain = [.. ReadNetworks(dns.Items("bogus-nxdomain"))],
        IgnoreAddress = [.. ReadNetworks(dns.Items("ignore-address"))],
        Aliases = [.. ReadAliases(dns.Items("alias"))],
        FilteredTypes = ReadTypes(dns),
    };

    private static IEnumerable<AddressPrefix> ReadNetworks(IEnumerable<ConfigurationValue> items)
    {
        const string Allowed = "ADDRESS or ADDRESS/LENGTH, such as 203.0.113.7 or 2001:db8::/32";
        foreach (ConfigurationValue item in items)
        {
            if (AddressPrefix.TryParse(item.Text(Allowed), out AddressPrefix network)) yield return network;
            else item.Wrong($"{item.What()} is not {Allowed}");
        }
    }

    private static IEnumerable<AddressAlias> ReadAliases(IEnumerable<ConfigurationValue> items)
    {
        foreach (ConfigurationValue item in items)
        {
            if (TryReadAlias(item.Text(AliasAllowed), out AddressAlias? alias)) yield return alias;
            else item.Wrong($"{item.What()} is not {AliasAllowed}");
        }
    }

    // dnsmasq: a range is taken as it is; without one the mask says how much of the old address counts.
    private static bool TryReadAlias(string text, [NotNullWhen(true)] out AddressAlias? alias)
    {
        alias = null;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        uint mask = uint.MaxValue;
        if (parts.Length is < 2 or > 3 || !TryReadAddress(parts[1], out uint to)) return false;
        if (parts.Length == 3 && !(TryReadAddress(parts[2], out mask) && IsMask(mask))) return false;
        int dash = parts[0].IndexOf('-', StringComparison.Ordinal);
        if (!TryReadAddress(dash < 0 ? parts[0] : parts[0][..dash], out uint first)) return false;
        uint last = first | ~mask;
        if (dash < 0) first &= mask;
        else if (!TryReadAddress(parts[0][(dash + 1)..], out last) || last < first) return false;
        alias = new AddressAlias(first, last, to, mask);
        return true;
    }

    private static bool IsMask(uint mask) => mask == 0 || BitOperations.PopCount(mask) == BitOperations.LeadingZeroCount(~mask);

    private static bool TryReadAddress(string text, out uint number)
    {
        number = 0;
        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork || text.Count(c => c == '.') != 3) return false;
        number = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        return true;
    }

    private static ImmutableArray<RecordType> ReadTypes(ConfigurationSection dns)
    {
        ImmutableArray<RecordType>.Builder types = ImmutableArray.CreateBuilder<RecordType>();
        if (dns.Boolean("filter-A")) types.Add(RecordType.A);
        if (dns.Boolean("filter-AAAA")) types.Add(RecordType.AAAA);
        foreach (ConfigurationValue item in dns.Items("filter-rr"))
        {
            if (!RecordTypeText.TryParse(item.Text("a type such as HTTPS or TYPE65"), out RecordType type)) item.Wrong($"{item.What()} is not a record type such as HTTPS or TYPE65");
            else if (type is RecordType.RRSIG or RecordType.OPT) item.Wrong($"{item.What()} belongs to other records; it comes only to those who ask for it");
            else types.Add(type);
        }

        return types.ToImmutable();
    }
}
