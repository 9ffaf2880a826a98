using Polymasq.Actors.Caching.Filtering;
using Polymasq.Actors.Listeners;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>
/// Takes what comes back from upstream: finds the question it belongs to, throws out what does not match it, keeps the tallies, and says
/// whether it is an answer or the next server has been asked.
/// </summary>
internal sealed class ReplyIntake(
    ResolutionTable table, QuestionSender sender, OpenAttempts open, PeerMessages? peers, ShardClock clock, ShardCounters counters, int shard)
{
    private const long WithoutEdnsMilliseconds = 15 * 60_000;
    private const long IgnoresCaseMilliseconds = 60 * 60_000;

    /// <summary>Knows the replies that are to be taken for none.</summary>
    public AnswerFilter Filter { get; set; } = AnswerFilter.None;

    /// <summary>Finds the question that a datagram answers, and says what to do.</summary>
    public AskVerdict TakeReply(Packet reply, out Resolution resolution, out int attempt)
    {
        ReadOnlySpan<byte> message = reply.Message;
        resolution = null!;
        attempt = 0;
        if (message.Length < 2 || !table.TryFind((ushort)((message[0] << 8) | message[1]), out resolution, out attempt)
            || !Matches(resolution.Attempts[attempt], reply.Origin))
        {
            if (reply.Origin.Socket >= 0) counters.CountRejected(); // otherwise it may be another shard's
            return AskVerdict.Wait;
        }

        ref Attempt asked = ref resolution.Attempts[attempt];
        ReplyOptions options = ReplyOptions.Of(message);
        ReplyKind kind = UpstreamQuery.Judge(message, resolution.Key, asked.CasePattern, options.ExtendedRcode);
        if (kind == ReplyKind.Mismatch || (asked.Server.IsPeer && !peers!.IsGenuine(message, resolution, attempt)))
        {
            counters.CountRejected();
            asked.Server.Tallies[shard].CountRejected();
            return AskVerdict.Wait;
        }

        if (asked.ClientCookie != 0 && kind != ReplyKind.OtherCase && !asked.Server.Cookies[shard].Accepts(options.Cookie, asked.ClientCookie, clock))
            kind = ReplyKind.WrongCookie;

        // ignore-address: somebody on the way has forged it, and the server's own reply may still come. If none does, that says nothing about the server.
        if (kind == ReplyKind.Answer && Filter.Ignores(message))
        {
            counters.CountIgnored();
            asked.IsCountedSilent = true;
            return AskVerdict.Wait;
        }

        if (kind == ReplyKind.WrongCookie) asked.Server.Tallies[shard].CountRejected(); // whoever it is from
        else CountReply(ref asked, reply.Origin.ReceivedAt);
        return Take(kind, resolution, attempt, options.Data);
    }

    /// <summary>The same for what came over TCP, TLS or HTTPS.</summary>
    public AskVerdict TakeStreamReply(StreamTicket ticket, Packet reply, out Resolution resolution, out int attempt)
    {
        if (!table.TryFind(ticket, out resolution, out attempt)) return AskVerdict.Wait;
        ref Attempt asked = ref resolution.Attempts[attempt];
        ReplyOptions options = ReplyOptions.Of(reply.Message);
        ReplyKind kind = UpstreamQuery.Judge(reply.Message, resolution.Key, asked.CasePattern, options.ExtendedRcode);
        if (kind == ReplyKind.OtherCase) // over a connection it cannot be forged: the server is so
        {
            MarkSpared(asked.Server, Concessions.LetterCase);
            kind = UpstreamQuery.Judge(reply.Message, resolution.Key, extendedRcode: options.ExtendedRcode);
        }

        if (asked.ClientCookie != 0 && kind != ReplyKind.Mismatch && !asked.Server.Cookies[shard].Accepts(options.Cookie, asked.ClientCookie, clock))
            MarkSpared(asked.Server, Concessions.Cookie);

        bool isOurs = kind != ReplyKind.Mismatch && reply.Message[0] == resolution.Attempts[attempt].Id >> 8 && reply.Message[1] == (byte)resolution.Attempts[attempt].Id;
        if (isOurs && resolution.Attempts[attempt].State == AttemptState.Encrypted) CountReply(ref resolution.Attempts[attempt], reply.Origin.ReceivedAt);
        if (kind == ReplyKind.Truncated) kind = ReplyKind.Failure; // RFC 2181 §9: not the whole, and there is no way left to get it
        if (isOurs && kind == ReplyKind.Answer && Filter.Ignores(reply.Message))
        {
            counters.CountIgnored();
            isOurs = false;
        }

        return Take(isOurs ? kind : ReplyKind.Failure, resolution, attempt, options.Data);
    }

    /// <summary>There is no answer over TCP, TLS or HTTPS from this server.</summary>
    public AskVerdict StreamFailed(StreamTicket ticket, out Resolution resolution)
    {
        if (!table.TryFind(ticket, out resolution, out int index)) return AskVerdict.Wait;
        ref Attempt attempt = ref resolution.Attempts[index];
        attempt.HasNoWay = attempt.State == AttemptState.Encrypted;
        if (attempt.HasNoWay) open.CountSilence(ref attempt);
        if (resolution.State == ResolutionState.Asking && resolution.Target is null)
            return attempt.Doubt != Concessions.None ? AskAgain(resolution, index, attempt.Doubt) : MoveOn(resolution, index);
        open.Close(ref attempt);
        return resolution.HasOpenAttempts ? AskVerdict.Wait : AskVerdict.Done;
    }

    /// <summary>What looked like an answer was none: on to the next server.</summary>
    public AskVerdict Unusable(Resolution resolution, int attempt)
    {
        resolution.Attempts[attempt].Server.Tallies[shard].CountFailed(refused: false);
        NoteFailure(resolution, attempt);
        return MoveOn(resolution, attempt);
    }

    private static bool Matches(in Attempt attempt, in QueryOrigin origin) =>
        attempt.State == AttemptState.Open && attempt.SocketToken == origin.Socket && attempt.Server.Address == origin.Peer;

    private void CountReply(ref Attempt attempt, long receivedAt)
    {
        long micros = clock.MicrosOf(receivedAt - attempt.SentAt);
        attempt.Server.Tallies[shard].CountReplied(micros);
        if (attempt.Server.Verdict.State != UpstreamState.Up) attempt.Server.Owner?.Tell(UpstreamMessage.Replied(micros));
    }

    private AskVerdict Take(ReplyKind kind, Resolution resolution, int index, ReadOnlySpan<byte> options)
    {
        ref Attempt attempt = ref resolution.Attempts[index];
        if (resolution.State != ResolutionState.Asking || resolution.Target is not null)
        {
            if (resolution.Target is null) counters.CountLate();
            open.Close(ref attempt);
            return resolution.HasOpenAttempts ? AskVerdict.Wait : AskVerdict.Done;
        }

        switch (kind)
        {
            case ReplyKind.Answer:
                if (attempt.Spared != Concessions.None) MarkSpared(attempt.Server, attempt.Spared);
                if (attempt.Server.IsPeer) counters.CountPeerAnswered();
                open.Close(ref attempt);
                return AskVerdict.Answer;
            case ReplyKind.Truncated when !attempt.Server.IsPeer && attempt.State == AttemptState.Open && sender.TryStream(resolution, index):
                return AskVerdict.Wait;
            case ReplyKind.OtherCase:
                counters.CountOtherCase();
                return AskOverTcp(resolution, index, Concessions.LetterCase);
            case ReplyKind.WrongCookie:
                counters.CountWrongCookie();
                return AskOverTcp(resolution, index, Concessions.Cookie);
            case ReplyKind.BadCookie when attempt is { ClientCookie: not 0, State: AttemptState.Open }:
                // RFC 7873 §5.3: once more with the cookie that came with it, then over TCP, where nobody needs one.
                if (attempt.IsRepeated) return AskOverTcp(resolution, index, Concessions.Cookie);
                open.Close(ref attempt);
                return sender.TryWithNewCookie(resolution, attempt.Server) ? AskVerdict.Wait : MoveOn(resolution, index);
            case ReplyKind.FormErr when !attempt.Server.IsPeer && (attempt.Spared & Concessions.Edns) == 0 && resolution.AttemptCount < Resolution.AttemptsMax:
                // RFC 6891 §6.2.2: it may be so old that it does not know EDNS; or it knows EDNS, and stumbles over what it does not know in it.
                open.Close(ref attempt);
                if (sender.TryAgain(resolution, attempt.Server, attempt.ClientCookie != 0 ? Concessions.Cookie : Concessions.Edns)) return AskVerdict.Wait;
                break;
            default:
                resolution.KeepErrors(options, attempt.Server);
                attempt.Server.Tallies[shard].CountFailed(kind == ReplyKind.Refused);
                break;
        }

        NoteFailure(resolution, index);
        return MoveOn(resolution, index);
    }

    // What another gateway says of itself tells nothing of the servers.
    private static void NoteFailure(Resolution resolution, int attempt) => resolution.HasFailedReply |= !resolution.Attempts[attempt].Server.IsPeer;

    // Whoever has forged the reply cannot forge one over a connection.
    private AskVerdict AskOverTcp(Resolution resolution, int index, Concessions doubt)
    {
        resolution.Attempts[index].Doubt = doubt;
        return sender.TryStream(resolution, index) ? AskVerdict.Wait : AskAgain(resolution, index, doubt);
    }

    // Not even over TCP: then a forger must guess ID and port a second time.
    private AskVerdict AskAgain(Resolution resolution, int index, Concessions spared)
    {
        open.Close(ref resolution.Attempts[index]);
        return sender.TryAgain(resolution, resolution.Attempts[index].Server, spared) ? AskVerdict.Wait : MoveOn(resolution, index);
    }

    private void MarkSpared(UpstreamServer server, Concessions spared)
    {
        if ((spared & Concessions.Edns) != 0) server.WithoutEdnsUntil = clock.Now + clock.TicksOfMilliseconds(WithoutEdnsMilliseconds);
        if ((spared & Concessions.LetterCase) != 0) server.IgnoresCaseUntil = clock.Now + clock.TicksOfMilliseconds(IgnoresCaseMilliseconds);
        if ((spared & Concessions.Cookie) != 0) server.Cookies[shard].GiveUp(clock);
    }

    private AskVerdict MoveOn(Resolution resolution, int index)
    {
        open.Close(ref resolution.Attempts[index]);
        resolution.Attempts[index].HasFailed = true;
        if (resolution.State != ResolutionState.Asking) return AskVerdict.Wait;
        bool fromPeer = resolution.Attempts[index].Server.IsPeer;
        if (fromPeer) counters.CountPeerFailed();
        return sender.TryMoveOn(resolution, fromPeer) ? AskVerdict.Wait : AskVerdict.Failed;
    }
}
