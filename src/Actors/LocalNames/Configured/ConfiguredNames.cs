using System.Collections.Immutable;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>What the configuration itself says of names.</summary>
/// <param name="Records">host-record, cname, txt-record, srv-host, ptr-record, mx-host, naptr-record, caa-record, dns-rr.</param>
/// <param name="Addresses">address.</param>
/// <param name="InterfaceNames">interface-name and dynamic-host.</param>
/// <param name="SynthDomains">synth-domain.</param>
public sealed record ConfiguredNames(
    ImmutableArray<ConfiguredRecord> Records, ImmutableArray<AddressRule> Addresses, ImmutableArray<InterfaceNameRule> InterfaceNames,
    ImmutableArray<SynthDomain> SynthDomains)
{
    public static ConfiguredNames None { get; } = new([], [], [], []);
}
