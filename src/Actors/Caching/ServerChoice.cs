using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Which server a question goes to next.</summary>
internal static class ServerChoice
{
    /// <summary>
    /// The best of those that this question was put to least often: one that is up before one that is suspect or down, then the lowest expected
    /// latency, or the order of the configuration. If all are down, the best of them is asked all the same.
    /// </summary>
    /// <returns>Null when each has replied already, and not with an answer.</returns>
    public static UpstreamServer? Next(ReadOnlySpan<UpstreamServer> servers, Resolution resolution, UpstreamOrder order)
    {
        UpstreamServer? best = null;
        (int Asked, int State, int Expected) bestRank = default;
        foreach (UpstreamServer server in servers)
        {
            UpstreamVerdict verdict = server.Verdict;
            if (!TryCountAttempts(resolution, server, out int asked)) continue;
            int state = verdict.State == UpstreamState.Unknown ? (int)UpstreamState.Up : (int)verdict.State;
            (int Asked, int State, int Expected) rank = (asked, state, order == UpstreamOrder.Strict ? 0 : verdict.ExpectedMicros);
            if (best is not null && rank.CompareTo(bestRank) >= 0) continue;
            (best, bestRank) = (server, rank);
        }

        return best;
    }

    /// <summary>A server that is up and was not asked for so long that nobody knows whether it has become faster. Null when there is none.</summary>
    public static UpstreamServer? Unexplored(ReadOnlySpan<UpstreamServer> servers, Resolution resolution, int shard, long before)
    {
        foreach (UpstreamServer server in servers)
        {
            if (server.Verdict.State is UpstreamState.Up or UpstreamState.Unknown && server.Tallies[shard].LastAskedAt < before
                && TryCountAttempts(resolution, server, out int asked) && asked == 0)
                return server;
        }

        return null;
    }

    /// <summary>Whether one of them answers, as far as is known. One that nobody has asked yet may.</summary>
    public static bool IsAnyUp(ReadOnlySpan<UpstreamServer> servers)
    {
        foreach (UpstreamServer server in servers)
        {
            if (server.Verdict.State is UpstreamState.Up or UpstreamState.Unknown) return true;
        }

        return false;
    }

    public static bool WasAsked(Resolution resolution, UpstreamServer server) => !TryCountAttempts(resolution, server, out int count) || count > 0;

    private static bool TryCountAttempts(Resolution resolution, UpstreamServer server, out int count)
    {
        count = 0;
        foreach (ref readonly Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (!ReferenceEquals(attempt.Server, server)) continue;
            if (attempt.HasFailed) return false;
            count++;
        }

        return true;
    }
}
