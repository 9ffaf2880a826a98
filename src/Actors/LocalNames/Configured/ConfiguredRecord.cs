using System.Collections.Immutable;
using Polymasq.Protocols.Dns;

namespace Polymasq.Actors.LocalNames.Configured;

/// <summary>A record from the configuration.</summary>
/// <param name="Owner">As octets in lower case. A first label of * stands for everything below the rest; only aliases may have it.</param>
/// <param name="Type">Any but CNAME has no other rules than its data.</param>
/// <param name="Data">RDATA as it travels, names in it uncompressed.</param>
/// <param name="TtlSeconds">Null for <c>local-ttl</c>.</param>
public sealed record ConfiguredRecord(ImmutableArray<byte> Owner, RecordType Type, ImmutableArray<byte> Data, int? TtlSeconds = null);
