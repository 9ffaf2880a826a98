using Polymasq.Actors.Peers;
using Polymasq.Actors.Upstreams;

namespace Polymasq.Actors.Caching;

/// <summary>Puts questions to upstream servers: which one, in what form, and when the next one should be asked as well.</summary>
internal sealed class QuestionSender(
    ResolutionTable table, UpstreamDirectory directory, PeerDirectory gateways, PeerMessages? peers,
    IUpstreamPort port, IUpstreamStreamPort streams, ShardClock clock, ShardCounters counters, int shard)
{
    private const long SameServerAfterMicros = 300_000; // the same server is not asked again before this
    private const long SameConnectionAfterMicros = 2_000_000; // nothing is lost on a connection; by then a dead one has been left
    private const long BackoffMilliseconds = 400; // between the second question and the third, then doubled
    private const long ExploreAfterMilliseconds = 10_000;

    /// <summary>Longer than any UDP hedge would wait, since a connection must be made first.</summary>
    private static readonly TimeSpan StreamTimeout = TimeSpan.FromSeconds(2);

    /// <summary>As long as anybody waits: a late answer is welcome over TLS as it is over UDP.</summary>
    private static readonly TimeSpan EncryptedTimeout = TimeSpan.FromSeconds(5);

    private readonly byte[] _query = new byte[UpstreamQuery.LengthMax + (peers?.SignatureLength ?? 0)];

    /// <summary>Questions to upstream servers are in random letter case.</summary>
    public bool RandomisesCase { get; set; }

    /// <summary>Questions in the clear carry cookies.</summary>
    public bool UsesCookies { get; set; }

    /// <summary>Asks the name's home, or the first server. False when there is none that can be asked.</summary>
    public bool TryBegin(Resolution resolution)
    {
        if (resolution.Target is { } target) return TrySend(resolution, target, cacheOnly: true);
        return (!resolution.HasPeer && TryAskHome(resolution)) || TryBeginUpstream(resolution);
    }

    /// <summary>Whether a gateway other than this one is the name's home and can be asked.</summary>
    public bool HasHome(Resolution resolution) => HomeOf(resolution) is not null;

    /// <summary>Asks the first upstream server; if none is known to work, the other gateways for what they have as well.</summary>
    public bool TryBeginUpstream(Resolution resolution)
    {
        UpstreamSet set = directory.Current;
        ReadOnlySpan<UpstreamServer> servers = ServersFor(resolution, set);
        if (!TryAskNext(resolution)) return false;
        if (set.Order == UpstreamOrder.All)
        {
            while (resolution.AttemptCount < Math.Min(servers.Length, Resolution.UpstreamAttemptsMax) && TryAskNext(resolution))
            {
            }
        }
        else if (set.Order == UpstreamOrder.Fastest && servers.Length > 1)
        {
            long before = clock.Now - clock.TicksOfMilliseconds(ExploreAfterMilliseconds);
            if (ServerChoice.Unexplored(servers, resolution, shard, before) is { } unexplored) Explore(resolution, unexplored);
        }

        if (!ServerChoice.IsAnyUp(servers)) TryAskOthers(resolution);
        return true;
    }

    /// <summary>Asks one more server because those asked take long.</summary>
    public void Hedge(Resolution resolution)
    {
        bool isHomeLate = resolution.UpstreamCount == 0;
        bool asked = resolution.Target is null && (isHomeLate ? TryBeginUpstream(resolution) : TryAskNext(resolution));
        if (asked) counters.CountHedged();
        else resolution.HedgeAt = long.MaxValue;
        if (!isHomeLate || !asked) TryAskOthers(resolution);
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

    /// <summary>Asks whoever is left after an attempt has failed. False when there is nobody, and nobody to wait for.</summary>
    public bool TryMoveOn(Resolution resolution, bool fromPeer)
    {
        if (resolution.UpstreamCount == 0) return TryBeginUpstream(resolution) || TryAskOthers(resolution) || resolution.HasOpenAttempts;
        bool onlyLiving = resolution.HasReplyWithoutAnswer;
        if (!fromPeer && !(onlyLiving && IsNextDown(resolution)) && TryAskNext(resolution)) return true;
        return (onlyLiving ? resolution.HasOpenAttemptsAtLiving : resolution.HasOpenAttempts) || TryAskOthers(resolution);
    }

    /// <summary>
    /// False when somebody who is there has said that there is no answer and only servers that are down are left: who is known to be silent
    /// will hardly have one, and no client should wait for that.
    /// </summary>
    public bool IsHopeful(Resolution resolution) =>
        !resolution.HasReplyWithoutAnswer || resolution.HasOpenAttemptsAtLiving || (resolution.AttemptCount < Resolution.AttemptsMax && !IsNextDown(resolution));

    /// <summary>Asks the same server again, and leaves out what it does not get along with.</summary>
    public bool TryAgain(Resolution resolution, UpstreamServer server, Concessions spared) =>
        resolution.AttemptCount < Resolution.AttemptsMax && TrySend(resolution, server, spared);

    /// <summary>Asks the same server again, with the cookie that it has just given.</summary>
    public bool TryWithNewCookie(Resolution resolution, UpstreamServer server)
    {
        if (!TryAgain(resolution, server, Concessions.None)) return false;
        resolution.Attempts[resolution.AttemptCount - 1].IsRepeated = true;
        return true;
    }

    /// <summary>Repeats a question over TCP. False when that is not possible now.</summary>
    public bool TryStream(Resolution resolution, int index)
    {
        ref Attempt attempt = ref resolution.Attempts[index];
        ReadOnlySpan<byte> cookie = attempt.Server.Cookies[shard].With(attempt.ClientCookie);
        int length = UpstreamQuery.Write(_query, resolution.Key, attempt.Id, (attempt.Spared & Concessions.Edns) == 0, casePattern: attempt.CasePattern, cookie: cookie);
        if (!streams.TryAsk(attempt.Server.Target, _query.AsSpan(0, length), ResolutionTable.TicketFor(resolution, index), StreamTimeout)) return false;
        attempt.State = AttemptState.Stream;
        resolution.HedgeAt = long.MaxValue; // the port says when it is over
        counters.CountStreamed();
        return true;
    }

    private bool IsNextDown(Resolution resolution)
    {
        UpstreamSet set = directory.Current;
        return ServerChoice.Next(ServersFor(resolution, set), resolution, set.Order) is null or { Verdict.State: UpstreamState.Down };
    }

    // A second question for the sake of its latency changes nothing about when the first one is late.
    private void Explore(Resolution resolution, UpstreamServer server)
    {
        long hedgeAt = resolution.HedgeAt;
        TrySend(resolution, server);
        resolution.HedgeAt = hedgeAt;
    }

    private UpstreamServer? HomeOf(Resolution resolution)
    {
        PeerSet set = gateways.Current;
        if (set.IsEmpty) return null;
        UpstreamServer? home = set.HomeOf(resolution.Key.Question[..^QuestionKey.FixedLength]);
        return home?.Verdict.State is UpstreamState.Up or UpstreamState.Unknown ? home : null; // one that is down is probed, and nobody waits for it
    }

    private bool TryAskHome(Resolution resolution) => HomeOf(resolution) is { } home && TrySend(resolution, home);

    /// <summary>Asks other gateways for what they have in their caches: once, and only for a client. False when there is none.</summary>
    private bool TryAskOthers(Resolution resolution)
    {
        PeerSet set = gateways.Current;
        if (set.IsEmpty || resolution.HasAskedOthers || !resolution.HasClient) return false;
        resolution.HasAskedOthers = true;
        bool asked = false;
        long hedgeAt = resolution.HedgeAt;
        foreach (UpstreamServer other in set.Others)
        {
            if (resolution.PeerCount == Resolution.PeerAttemptsMax || resolution.AttemptCount == Resolution.AttemptsMax) break;
            if (other.Verdict.State != UpstreamState.Down && !ServerChoice.WasAsked(resolution, other)) asked |= TrySend(resolution, other, cacheOnly: true);
        }

        resolution.HedgeAt = hedgeAt;
        return asked;
    }

    private bool TrySend(Resolution resolution, UpstreamServer server, Concessions spared = Concessions.None, bool cacheOnly = false)
    {
        long now = clock.Now;
        if (server.WithoutEdnsUntil > now) spared |= Concessions.Edns;
        int index = resolution.AttemptCount++;
        if (!server.IsPeer) resolution.UpstreamCount++;
        ref Attempt attempt = ref resolution.Attempts[index];
        attempt = new Attempt { Server = server, Spared = spared, SentAt = now, Id = table.TakeId(resolution, index) };
        int length = server.IsPeer ? peers!.Write(_query, resolution, index, cacheOnly) : Write(resolution, ref attempt);
        if (!TryHandOver(resolution, index, _query.AsSpan(0, length)))
        {
            table.FreeId(attempt.Id);
            attempt.HasFailed = attempt.HasNoWay = true;
            return false;
        }

        attempt.LateAt = now + clock.TicksOfMicros(server.Verdict.HedgeMicros);
        resolution.HedgeAt = now + HedgeTicks(resolution, server);
        server.Tallies[shard].CountAsked(now);
        if (server.IsPeer) counters.CountPeerAsked();
        else counters.CountAsked();
        return true;
    }

    private int Write(Resolution resolution, ref Attempt attempt)
    {
        UpstreamServer server = attempt.Server;
        if (RandomisesCase && (attempt.Spared & Concessions.LetterCase) == 0 && server.IgnoresCaseUntil <= attempt.SentAt) attempt.CasePattern = table.TakeCasePattern();
        // A probe must tell whether the server is there, and nothing else. Over TLS and HTTPS it is known who answers.
        bool hasCookie = UsesCookies && server.Target.IsPlain && resolution.Target is null && (attempt.Spared & (Concessions.Edns | Concessions.Cookie)) == 0;
        ReadOnlySpan<byte> cookie = hasCookie ? server.Cookies[shard].Take(directory.AddressChanges, table, clock) : default;
        attempt.ClientCookie = UpstreamCookie.ClientOf(cookie);
        return UpstreamQuery.Write(_query, resolution.Key, attempt.Id, (attempt.Spared & Concessions.Edns) == 0, casePattern: attempt.CasePattern, cookie: cookie);
    }

    private bool TryHandOver(Resolution resolution, int index, ReadOnlySpan<byte> query)
    {
        ref Attempt attempt = ref resolution.Attempts[index];
        UpstreamServer server = attempt.Server;
        if (!server.Target.IsPlain)
        {
            if (!streams.TryAsk(server.Target, query, ResolutionTable.TicketFor(resolution, index), EncryptedTimeout)) return false;
            attempt.State = AttemptState.Encrypted;
            return true;
        }

        if (port.TrySend(server.Target, query, out attempt.SocketToken))
        {
            attempt.State = AttemptState.Open;
            return true;
        }

        server.Owner?.Tell(UpstreamMessage.Silent()); // no way there is as good as no answer
        return false;
    }

    // The second question goes out when the first server is late by its own measure, further ones at growing intervals.
    private long HedgeTicks(Resolution resolution, UpstreamServer server)
    {
        if (server.IsPeer) return clock.TicksOfMicros(server.Verdict.HedgeMicros);
        int before = resolution.UpstreamCount - 1;
        if (before > 0) return clock.TicksOfMilliseconds(BackoffMilliseconds << (before - 1));
        bool isAlone = ServersFor(resolution, directory.Current).Length == 1;
        long againMicros = server.Target.IsPlain ? SameServerAfterMicros : SameConnectionAfterMicros;
        return clock.TicksOfMicros(Math.Max(server.Verdict.HedgeMicros, isAlone ? againMicros : 0));
    }

    private static ReadOnlySpan<UpstreamServer> ServersFor(Resolution resolution, UpstreamSet set) =>
        set.For(resolution.Key.Question[..^QuestionKey.FixedLength]);
}
