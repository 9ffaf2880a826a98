using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Puts questions to upstream servers: which one, in what form, and when the next one should be asked as well.</summary>
internal sealed class QuestionSender(
    ResolutionTable table, UpstreamDirectory directory, IUpstreamPort port, IUpstreamStreamPort streams, ShardClock clock, ShardCounters counters, int shard)
{
    private const long SameServerAfterMicros = 300_000; // the same server is not asked again before this
    private const long BackoffMilliseconds = 400; // between the second question and the third, then doubled
    private const long ExploreAfterMilliseconds = 10_000;

    /// <summary>Longer than any UDP hedge would wait, since a connection must be made first.</summary>
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(2);

    private readonly byte[] _query = new byte[UpstreamQuery.LengthMax];

    /// <summary>Asks the first server. False when there is none that can be asked.</summary>
    public bool TryBegin(Resolution resolution)
    {
        if (resolution.Target is { } target) return TrySend(resolution, target);
        UpstreamSet set = directory.Current;
        ReadOnlySpan<UpstreamServer> servers = ServersFor(resolution, set);
        if (!TryAskNext(resolution)) return false;
        if (set.Order == UpstreamOrder.All)
        {
            while (resolution.AttemptCount < Math.Min(servers.Length, Resolution.AttemptsMax) && TryAskNext(resolution))
            {
            }
        }
        else if (set.Order == UpstreamOrder.Fastest && servers.Length > 1)
        {
            long before = clock.Now - clock.TicksOfMilliseconds(ExploreAfterMilliseconds);
            if (ServerChoice.Unexplored(servers, resolution, shard, before) is { } unexplored) Explore(resolution, unexplored);
        }

        return true;
    }

    /// <summary>Asks one more server because those asked take long.</summary>
    public void Hedge(Resolution resolution)
    {
        if (resolution.Target is null && TryAskNext(resolution)) counters.CountHedged();
        else resolution.HedgeAt = long.MaxValue;
    }

    /// <summary>Asks the best server that is left. False when there is none, or no room for another attempt.</summary>
    public bool TryAskNext(Resolution resolution)
    {
        UpstreamSet set = directory.Current;
        while (resolution.AttemptCount < Resolution.AttemptsMax)
        {
            if (ServerChoice.Next(ServersFor(resolution, set), resolution, set.Order) is not { } server) return false;
            if (TrySend(resolution, server)) return true;
        }

        return false;
    }

    /// <summary>Asks the same server again, as one that does not know EDNS.</summary>
    public bool TryWithoutEdns(Resolution resolution, UpstreamServer server) => TrySend(resolution, server, withoutEdns: true);

    /// <summary>Repeats a question over TCP. False when that is not possible now.</summary>
    public bool TryStream(Resolution resolution, int index)
    {
        ref Attempt attempt = ref resolution.Attempts[index];
        int length = UpstreamQuery.Write(_query, resolution.Key, attempt.Id, !attempt.IsWithoutEdns);
        if (!streams.TryAsk(attempt.Server.Address, _query.AsSpan(0, length), ResolutionTable.TicketFor(resolution, index), StreamTimeout)) return false;
        attempt.State = AttemptState.Stream;
        resolution.HedgeAt = long.MaxValue; // the port says when it is over
        counters.CountStreamed();
        return true;
    }

    // A second question for the sake of its latency changes nothing about when the first one is late.
    private void Explore(Resolution resolution, UpstreamServer server)
    {
        long hedgeAt = resolution.HedgeAt;
        TrySend(resolution, server);
        resolution.HedgeAt = hedgeAt;
    }

    private bool TrySend(Resolution resolution, UpstreamServer server, bool withoutEdns = false)
    {
        long now = clock.Now;
        withoutEdns |= server.WithoutEdnsUntil > now;
        int index = resolution.AttemptCount++;
        ref Attempt attempt = ref resolution.Attempts[index];
        attempt = new Attempt { Server = server, IsWithoutEdns = withoutEdns, SentAt = now, Id = table.TakeId(resolution, index) };
        int length = UpstreamQuery.Write(_query, resolution.Key, attempt.Id, !withoutEdns);
        if (!port.TrySend(server.Address, _query.AsSpan(0, length), out attempt.SocketToken))
        {
            table.FreeId(attempt.Id);
            attempt.HasFailed = true;
            server.Owner?.Tell(UpstreamMessage.Silent()); // no way there is as good as no answer
            return false;
        }

        attempt.State = AttemptState.Open;
        attempt.LateAt = now + clock.TicksOfMicros(server.Verdict.HedgeMicros);
        resolution.HedgeAt = now + HedgeTicks(resolution, server);
        server.Tallies[shard].CountAsked(now);
        counters.CountAsked();
        return true;
    }

    // The second question goes out when the first server is late by its own measure, further ones at growing intervals.
    private long HedgeTicks(Resolution resolution, UpstreamServer server)
    {
        int before = resolution.AttemptCount - 1;
        if (before > 0) return clock.TicksOfMilliseconds(BackoffMilliseconds << (before - 1));
        bool isAlone = ServersFor(resolution, directory.Current).Length == 1;
        return clock.TicksOfMicros(Math.Max(server.Verdict.HedgeMicros, isAlone ? SameServerAfterMicros : 0));
    }

    private static ReadOnlySpan<UpstreamServer> ServersFor(Resolution resolution, UpstreamSet set) =>
        set.For(resolution.Key.Question[..^QuestionKey.FixedLength]);
}
