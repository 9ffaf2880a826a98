using System.Collections.Immutable;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>What a domain and all below it answer, whatever is asked upstream otherwise (dnsmasq's <c>address</c>).</summary>
/// <param name="Domain">As octets in lower case; the root for every name.</param>
/// <param name="Ipv4">4 octets for each address.</param>
/// <param name="Ipv6">16 octets for each address. Without an address of either family nothing below the domain exists.</param>
public sealed record AddressRule(ImmutableArray<byte> Domain, ImmutableArray<byte> Ipv4, ImmutableArray<byte> Ipv6)
{
    public bool IsNonexistence => Ipv4.IsEmpty && Ipv6.IsEmpty;
}
