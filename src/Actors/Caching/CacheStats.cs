namespace Polymasq.Actors.Caching;

/// <summary>The state of one shard's table.</summary>
/// <param name="Entries">Responses that can be found, expired ones included.</param>
/// <param name="BytesUsed">Index and logs.</param>
/// <param name="BytesMax">The limit of <paramref name="BytesUsed"/>.</param>
/// <param name="Insertions">Since the start.</param>
/// <param name="Evictions">Entries dropped for room since the start.</param>
/// <param name="Counters">What its actor has done.</param>
public sealed record ShardStats(int Entries, long BytesUsed, long BytesMax, long Insertions, long Evictions, ShardCounters Counters);
