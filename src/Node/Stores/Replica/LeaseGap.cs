namespace Polymasq.Node.Stores.Replica;

/// <summary>Revisions whose events the copy lacks, all or some of them.</summary>
/// <param name="After">The last revision before it.</param>
/// <param name="Until">The last revision in it.</param>
/// <param name="IsHole">What the events led to is not known either: they may be the newest of their addresses.</param>
internal readonly record struct LeaseGap(long After, long Until, bool IsHole);
