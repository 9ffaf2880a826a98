namespace Polymasq.Actors.Upstreams;

/// <summary>The sum of all shards' tallies of a server, or the difference between two such sums.</summary>
internal sealed class UpstreamSample
{
    public long[] Latencies { get; } = new long[LatencyScale.BucketCount];

    public long Asked { get; private set; }

    public long Replied { get; private set; }

    public long Silent { get; private set; }

    public long Failed { get; private set; }

    public long Refused { get; private set; }

    public long Rejected { get; private set; }

    public long LatencyMicros { get; private set; }

    /// <summary>What is in the tallies now.</summary>
    public void Sum(ReadOnlySpan<UpstreamTally> tallies)
    {
        Clear();
        foreach (UpstreamTally tally in tallies)
        {
            Replied += tally.Replied; // first: see UpstreamTally.CountReplied
            Asked += tally.Asked;
            Silent += tally.Silent;
            Failed += tally.Failed;
            Refused += tally.Refused;
            Rejected += tally.Rejected;
            LatencyMicros += tally.LatencyMicros;
            for (int i = 0; i < Latencies.Length; i++) Latencies[i] += tally.LatenciesIn(i);
        }
    }

    /// <summary>What has come since <paramref name="before"/>.</summary>
    public void Difference(UpstreamSample now, UpstreamSample before)
    {
        Asked = now.Asked - before.Asked;
        Replied = now.Replied - before.Replied;
        Silent = now.Silent - before.Silent;
        Failed = now.Failed - before.Failed;
        Refused = now.Refused - before.Refused;
        Rejected = now.Rejected - before.Rejected;
        LatencyMicros = now.LatencyMicros - before.LatencyMicros;
        for (int i = 0; i < Latencies.Length; i++) Latencies[i] = now.Latencies[i] - before.Latencies[i];
    }

    private void Clear()
    {
        Asked = Replied = Silent = Failed = Refused = Rejected = LatencyMicros = 0;
        Array.Clear(Latencies);
    }
}
