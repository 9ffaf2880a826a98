namespace Polymasq.Actors.Caching;

/// <summary>What is due for a question, and when something will be.</summary>
internal sealed class ResolutionDeadlines(OpenAttempts open, ShardClock clock)
{
    private readonly long _parkedTicks = clock.TicksOfMilliseconds(2_000); // for the first upstream server to be known
    private readonly long _budgetTicks = clock.TicksOfMilliseconds(5_000); // for an answer
    private readonly long _peerTicks = clock.TicksOfMilliseconds(700); // before the gateway that asked takes us for silent
    private readonly long _staleTicks = clock.TicksOfMilliseconds(1_800); // RFC 8767 §5: the client response timer

    /// <summary>It has waited for as long as anybody does.</summary>
    public bool IsOver(Resolution resolution) => clock.Now >= EndOf(resolution);

    /// <summary>Whoever waits should get an expired answer now.</summary>
    public bool IsStaleDue(Resolution resolution) => clock.Now >= StaleAt(resolution);

    /// <summary>Other gateways that wait should hear now that there is no answer.</summary>
    public bool IsPeerDue(Resolution resolution) => clock.Now >= PeerAt(resolution);

    public bool IsHedgeDue(Resolution resolution) => clock.Now >= resolution.HedgeAt;

    /// <summary>When to look again.</summary>
    public long Next(Resolution resolution)
    {
        long silence = open.NextSilence(resolution);
        bool isAwaited = resolution.State is ResolutionState.Asking or ResolutionState.Parked && resolution.Target is null;
        return isAwaited ? Math.Min(Math.Min(silence, EndOf(resolution)), Math.Min(Math.Min(PeerAt(resolution), StaleAt(resolution)), HedgeAt(resolution))) : silence;
    }

    private long EndOf(Resolution resolution) =>
        resolution.StartedAt + (resolution.State == ResolutionState.Parked ? _parkedTicks : _budgetTicks);

    private long StaleAt(Resolution resolution) =>
        resolution.HasStale && resolution.First is not null ? resolution.StartedAt + _staleTicks : long.MaxValue;

    private long PeerAt(Resolution resolution) => resolution.HasPeer ? resolution.StartedAt + _peerTicks : long.MaxValue;

    private static long HedgeAt(Resolution resolution) => resolution.State == ResolutionState.Asking ? resolution.HedgeAt : long.MaxValue;
}
