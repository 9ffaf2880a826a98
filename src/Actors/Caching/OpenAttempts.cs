using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Follows the servers that have not replied yet: counts their silence, tells of it, and closes what nobody waits for.</summary>
internal sealed class OpenAttempts(ResolutionTable table, ShardClock clock, int shard)
{
    /// <summary>A server that has not replied by then is taken for silent. Its reply is still welcome.</summary>
    private const long SilentAfterMilliseconds = 1_000;

    /// <summary>Closes a question: the servers that were asked as well are listened to for a little longer.</summary>
    /// <returns>True when nothing is open any more and the resolution can be freed.</returns>
    public bool Finish(Resolution resolution)
    {
        bool isOpen = false;
        for (int i = 0; i < resolution.AttemptCount; i++)
        {
            ref Attempt attempt = ref resolution.Attempts[i];
            if (attempt.IsAwaited && !attempt.IsCountedSilent) isOpen = true;
            else Close(ref attempt);
        }

        resolution.State = ResolutionState.Draining;
        return !isOpen;
    }

    /// <summary>Tells the owners of the servers that the first answer came from another, although these had their usual time.</summary>
    public void TellBeaten(Resolution resolution)
    {
        foreach (ref readonly Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (attempt.IsAwaited && clock.Now >= attempt.LateAt && attempt.Server.Verdict.State is UpstreamState.Up or UpstreamState.Unknown)
                attempt.Server.Owner?.Tell(UpstreamMessage.Beaten());
        }
    }

    /// <summary>Counts the servers that have been silent for too long. In a drained resolution they are given up.</summary>
    public void CountSilence(Resolution resolution)
    {
        long before = clock.Now - clock.TicksOfMilliseconds(SilentAfterMilliseconds);
        foreach (ref Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (!attempt.IsAwaited || attempt.SentAt > before) continue;
            CountSilence(ref attempt);
            if (resolution.State == ResolutionState.Draining || resolution.Target is not null) Close(ref attempt);
        }
    }

    /// <summary>There will be no reply to this attempt, or none in time.</summary>
    public void CountSilence(ref Attempt attempt)
    {
        if (attempt.IsCountedSilent) return;
        attempt.IsCountedSilent = true;
        attempt.Server.Tallies[shard].CountSilent();
        if (attempt.ClientCookie != 0) attempt.Server.Cookies[shard].Doubt(clock); // it may be the cookie that does not get there
        attempt.Server.Owner?.Tell(UpstreamMessage.Silent());
    }

    /// <summary>When the next server will have been silent for too long; no time when none will.</summary>
    public long NextSilence(Resolution resolution)
    {
        long next = long.MaxValue;
        foreach (ref readonly Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (attempt.IsAwaited && !attempt.IsCountedSilent)
                next = Math.Min(next, attempt.SentAt + clock.TicksOfMilliseconds(SilentAfterMilliseconds));
        }

        return next;
    }

    public void CloseAll(Resolution resolution)
    {
        foreach (ref Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount)) Close(ref attempt);
    }

    public void Close(ref Attempt attempt)
    {
        if (attempt.State == AttemptState.Closed) return;
        attempt.State = AttemptState.Closed;
        table.FreeId(attempt.Id);
    }
}
