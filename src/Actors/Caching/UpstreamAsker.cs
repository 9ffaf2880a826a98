using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>What a reply, or its absence, means for a question.</summary>
internal enum AskVerdict : byte
{
    /// <summary>Nothing: forged, late, or another server has been asked.</summary>
    Wait,

    /// <summary>The reply is an answer, unless its records say otherwise.</summary>
    Answer,

    /// <summary>Every server has refused or failed.</summary>
    Failed,

    /// <summary>Nobody waits any more, here or upstream: the resolution can be freed.</summary>
    Done,
}

/// <summary>
/// Puts questions to upstream servers: chooses, sends, hedges, moves on, and keeps the tallies. Knows nothing of clients and
/// of the cache.
/// </summary>
internal sealed class UpstreamAsker(
    ResolutionTable table, UpstreamDirectory directory, IUpstreamPort port, IUpstreamStreamPort streams, ShardClock clock, ShardCounters counters, int shard)
{
    /// <summary>A server that has not replied by then is taken for silent. Its reply is still welcome.</summary>
    private const long SilentAfterMilliseconds = 1_000;

    private const long SameServerAfterMicros = 300_000; // the same server is not asked again before this
    private const long BackoffMilliseconds = 400; // between the second question and the third, then doubled
    private const long ExploreAfterMilliseconds = 10_000;
    private const long WithoutEdnsMilliseconds = 15 * 60_000;

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

    /// <summary>Finds the question that a datagram answers, and says what to do.</summary>
    public AskVerdict TakeReply(Packet reply, out Resolution resolution, out int attempt)
    {
        ReadOnlySpan<byte> message = reply.Message;
        resolution = null!;
        attempt = 0;
        if (message.Length < 2 || !table.TryFind((ushort)((message[0] << 8) | message[1]), out resolution, out attempt)
            || !Matches(resolution.Attempts[attempt], reply.Origin))
        {
            counters.CountRejected();
            return AskVerdict.Wait;
        }

        ReplyKind kind = UpstreamQuery.Judge(message, resolution.Key);
        ref Attempt asked = ref resolution.Attempts[attempt];
        if (kind == ReplyKind.Mismatch)
        {
            counters.CountRejected();
            asked.Server.Tallies[shard].CountRejected();
            return AskVerdict.Wait;
        }

        CountReply(ref asked, reply.Origin.ReceivedAt);
        return Take(kind, resolution, attempt);
    }

    /// <summary>The same for what came over TCP.</summary>
    public AskVerdict TakeStreamReply(StreamTicket ticket, Packet reply, out Resolution resolution, out int attempt)
    {
        if (!table.TryFind(ticket, out resolution, out attempt)) return AskVerdict.Wait;
        ReplyKind kind = UpstreamQuery.Judge(reply.Message, resolution.Key);
        bool isOurs = kind != ReplyKind.Mismatch && reply.Message[0] == resolution.Attempts[attempt].Id >> 8 && reply.Message[1] == (byte)resolution.Attempts[attempt].Id;
        if (isOurs && kind == ReplyKind.Truncated) kind = ReplyKind.Answer; // as much as there is
        return Take(isOurs ? kind : ReplyKind.Failure, resolution, attempt);
    }

    /// <summary>There is no answer over TCP from this server.</summary>
    public AskVerdict StreamFailed(StreamTicket ticket, out Resolution resolution) =>
        table.TryFind(ticket, out resolution, out int attempt) ? MoveOn(resolution, attempt) : AskVerdict.Wait;

    /// <summary>What looked like an answer was none: on to the next server.</summary>
    public AskVerdict Unusable(Resolution resolution, int attempt)
    {
        resolution.Attempts[attempt].Server.Tallies[shard].CountFailed(refused: false);
        return MoveOn(resolution, attempt);
    }

    /// <summary>Closes a question: the servers that were asked as well are listened to for a little longer.</summary>
    /// <returns>True when nothing is open any more and the resolution can be freed.</returns>
    public bool Finish(Resolution resolution)
    {
        bool isOpen = false;
        for (int i = 0; i < resolution.AttemptCount; i++)
        {
            ref Attempt attempt = ref resolution.Attempts[i];
            if (attempt.State == AttemptState.Open && !attempt.IsCountedSilent) isOpen = true;
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
            if (attempt.State == AttemptState.Open && clock.Now >= attempt.LateAt && attempt.Server.Verdict.State is UpstreamState.Up or UpstreamState.Unknown)
                attempt.Server.Owner?.Tell(UpstreamMessage.Beaten());
        }
    }

    /// <summary>Counts the servers that have been silent for too long. In a drained resolution they are given up.</summary>
    public void CountSilence(Resolution resolution)
    {
        long before = clock.Now - clock.TicksOfMilliseconds(SilentAfterMilliseconds);
        foreach (ref Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (attempt.State != AttemptState.Open || attempt.SentAt > before) continue;
            if (!attempt.IsCountedSilent)
            {
                attempt.IsCountedSilent = true;
                attempt.Server.Tallies[shard].CountSilent();
                attempt.Server.Owner?.Tell(UpstreamMessage.Silent());
            }

            if (resolution.State == ResolutionState.Draining || resolution.Target is not null) Close(ref attempt);
        }
    }

    /// <summary>When the next server will have been silent for too long; no time when none will.</summary>
    public long NextSilence(Resolution resolution)
    {
        long next = long.MaxValue;
        foreach (ref readonly Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount))
        {
            if (attempt.State == AttemptState.Open && !attempt.IsCountedSilent)
                next = Math.Min(next, attempt.SentAt + clock.TicksOfMilliseconds(SilentAfterMilliseconds));
        }

        return next;
    }

    public void CloseAll(Resolution resolution)
    {
        foreach (ref Attempt attempt in resolution.Attempts.AsSpan(0, resolution.AttemptCount)) Close(ref attempt);
    }

    private static bool Matches(in Attempt attempt, in QueryOrigin origin) =>
        attempt.State == AttemptState.Open && attempt.SocketToken == origin.Socket && attempt.Server.Address == origin.Peer;

    private static ReadOnlySpan<UpstreamServer> ServersFor(Resolution resolution, UpstreamSet set) =>
        set.For(resolution.Key.Question[..^QuestionKey.FixedLength]);

    private void CountReply(ref Attempt attempt, long receivedAt)
    {
        long micros = clock.MicrosOf(receivedAt - attempt.SentAt);
        attempt.Server.Tallies[shard].CountReplied(micros);
        if (attempt.Server.Verdict.State != UpstreamState.Up) attempt.Server.Owner?.Tell(UpstreamMessage.Replied(micros));
    }

    private AskVerdict Take(ReplyKind kind, Resolution resolution, int index)
    {
        ref Attempt attempt = ref resolution.Attempts[index];
        if (resolution.State != ResolutionState.Asking || resolution.Target is not null)
        {
            if (resolution.Target is null) counters.CountLate();
            Close(ref attempt);
            return resolution.HasOpenAttempts ? AskVerdict.Wait : AskVerdict.Done;
        }

        switch (kind)
        {
            case ReplyKind.Answer:
                if (attempt.IsWithoutEdns) attempt.Server.WithoutEdnsUntil = clock.Now + clock.TicksOfMilliseconds(WithoutEdnsMilliseconds);
                Close(ref attempt);
                return AskVerdict.Answer;
            case ReplyKind.Truncated when attempt.State == AttemptState.Open && TryStream(resolution, index):
                return AskVerdict.Wait;
            case ReplyKind.FormErr when !attempt.IsWithoutEdns && resolution.AttemptCount < Resolution.AttemptsMax:
                // RFC 6891 §6.2.2: it may be so old that it does not know EDNS.
                Close(ref attempt);
                if (TrySend(resolution, attempt.Server, withoutEdns: true)) return AskVerdict.Wait;
                break;
            default:
                attempt.Server.Tallies[shard].CountFailed(kind == ReplyKind.Refused);
                break;
        }

        return MoveOn(resolution, index);
    }

    private AskVerdict MoveOn(Resolution resolution, int index)
    {
        Close(ref resolution.Attempts[index]);
        resolution.Attempts[index].HasFailed = true;
        if (resolution.State != ResolutionState.Asking) return AskVerdict.Wait;
        return TryAskNext(resolution) || resolution.HasOpenAttempts ? AskVerdict.Wait : AskVerdict.Failed;
    }

    private bool TryStream(Resolution resolution, int index)
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

    private bool TryAskNext(Resolution resolution)
    {
        UpstreamSet set = directory.Current;
        while (resolution.AttemptCount < Resolution.AttemptsMax)
        {
            if (ServerChoice.Next(ServersFor(resolution, set), resolution, set.Order) is not { } server) return false;
            if (TrySend(resolution, server)) return true;
        }

        return false;
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

    private void Close(ref Attempt attempt)
    {
        if (attempt.State == AttemptState.Closed) return;
        attempt.State = AttemptState.Closed;
        table.FreeId(attempt.Id);
    }
}
