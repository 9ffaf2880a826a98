using System.Collections.Immutable;
using Polymasq.Actors.Listeners;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.Caching.Filtering;

/// <summary>What is taken out of upstream's answers, or changed in them. The names are dnsmasq's.</summary>
public sealed record AnswerFilterSettings
{
    public static AnswerFilterSettings None { get; } = new();

    /// <summary>dns.stop-dns-rebind: private addresses in answers from upstream are an attack on browsers here.</summary>
    public bool StopDnsRebind { get; init; }

    /// <summary>dns.rebind-localhost-ok: 127.0.0.0/8, 0.0.0.0/8, :: and ::1 are none.</summary>
    public bool RebindLocalhostOk { get; init; }

    /// <summary>dns.rebind-domain-ok: not for these domains. As text, without the final dot.</summary>
    public ImmutableArray<string> RebindDomainOk { get; init; } = [];

    /// <summary>dns.bogus-nxdomain: an answer with one of these means that the name does not exist.</summary>
    public ImmutableArray<AddressPrefix> BogusNxdomain { get; init; } = [];

    /// <summary>dns.ignore-address: a reply with one of these has not come.</summary>
    public ImmutableArray<AddressPrefix> IgnoreAddress { get; init; } = [];

    /// <summary>dns.alias: the first that fits an IPv4 address changes it.</summary>
    public ImmutableArray<AddressAlias> Aliases { get; init; } = [];

    /// <summary>dns.filter-A, filter-AAAA, filter-rr: an answer ends before the first record of one of these types.</summary>
    public ImmutableArray<RecordType> FilteredTypes { get; init; } = [];

    /// <summary>True when both make the same of every answer.</summary>
    public bool IsSameAs(AnswerFilterSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return StopDnsRebind == other.StopDnsRebind && RebindLocalhostOk == other.RebindLocalhostOk
            && RebindDomainOk.AsSpan().SequenceEqual(other.RebindDomainOk.AsSpan())
            && BogusNxdomain.AsSpan().SequenceEqual(other.BogusNxdomain.AsSpan())
            && IgnoreAddress.AsSpan().SequenceEqual(other.IgnoreAddress.AsSpan())
            && Aliases.AsSpan().SequenceEqual(other.Aliases.AsSpan())
            && FilteredTypes.AsSpan().SequenceEqual(other.FilteredTypes.AsSpan());
    }
}

/// <summary>IPv4 addresses from <paramref name="First"/> to <paramref name="Last"/>, as numbers, get the bits of <paramref name="To"/> under the mask (dnsmasq's alias).</summary>
public sealed record AddressAlias(uint First, uint Last, uint To, uint Mask)
{
    internal bool TryApply(ref uint address)
    {
        if (address < First || address > Last) return false;
        address = (address & ~Mask) | (To & Mask);
        return true;
    }
}
